//! Denials told once each, guards at tenant boundaries, and signals for those who are denied too often.
//!
//! ```
//! use tower::{ServiceBuilder, service_fn};
//!
//! // Outside of whatever denies, inside of the layer that tells requests.
//! let service = ServiceBuilder::new().layer(tracewell::http::layer()).layer(tracewell::security::layer()).service(
//!     service_fn(|_request: http::Request<String>| async {
//!         Ok::<_, std::convert::Infallible>(http::Response::new(String::from("hello")))
//!     }),
//! );
//! # let _ = service;
//! ```

mod layer;

#[doc(inline)]
pub use tracewell_security::{
    AbuseTracker, AppViolation, Category, Clock, Denial, InvalidCode, Observation, Owasp, Security, SecurityBuilder,
    SecurityEvent, SecurityFuture, SecurityLayer, SecurityService, Settings, Severity, Subject, Thresholds, Violation,
};
#[cfg(feature = "redis")]
#[doc(inline)]
pub use tracewell_security::{InvalidRedisUrl, RedisUrl};
#[cfg(feature = "limit")]
#[doc(inline)]
pub use tracewell_security::{LimitFuture, LimitLayer, LimitService};

pub use self::layer::layer;
