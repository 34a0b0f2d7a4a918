//! The HTTP stack: everything in the right order as [`layer`], and its pieces.
//!
//! ```
//! use tower::{ServiceBuilder, service_fn};
//!
//! let service = ServiceBuilder::new().layer(tracewell::http::layer()).service(service_fn(
//!     |_request: http::Request<String>| async {
//!         Ok::<_, std::convert::Infallible>(http::Response::new(String::from("hello")))
//!     },
//! ));
//! # let _ = service;
//! ```

mod chosen;
mod layer;
mod service;
mod stack;

#[cfg(feature = "axum")]
#[doc(inline)]
pub use tracewell_http::axum::{FieldError, Json, Path, Problem, Query, Result, RouteLayer, RouteService};
#[doc(inline)]
pub use tracewell_http::{
    ActiveRequest, BodyPanicked, ClientAddr, ClientHost, Expected, PROBLEM_JSON, PeerAddr, PrincipalLayer,
    PrincipalService, ProblemDetails, Route, Shutdown, TerminalBody, TerminalFuture, TerminalLayer, TerminalService,
    active_requests, peer, watch_stalls,
};

pub use self::layer::{HttpLayer, layer};
pub use self::service::HttpService;
