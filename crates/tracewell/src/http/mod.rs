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
//!
//! What is under way right now, for a route that operators alone can reach:
//!
//! ```
//! async fn active() -> String {
//!     let requests = tracewell::http::active_requests(100);
//!     requests.iter().map(|r| format!("{:>10.3?} {:7} {}\n", r.age(), r.phase(), r.route().unwrap_or("-"))).collect()
//! }
//! # let _ = active();
//! ```

mod chosen;
mod layer;
mod service;
mod stack;

#[cfg(feature = "axum")]
#[doc(inline)]
pub use tracewell_http::axum::{FieldError, Json, OrProblem, Path, Problem, Query, Result, RouteLayer, RouteService};
#[doc(inline)]
pub use tracewell_http::{
    ActiveRequest, BodyPanicked, ClientAddr, Expected, PROBLEM_JSON, PeerAddr, PrincipalLayer, PrincipalService,
    ProblemDetails, Route, Shutdown, TerminalBody, TerminalFuture, TerminalLayer, TerminalService, active_requests,
    peer, watch_stalls, websocket,
};
#[doc(inline)]
pub use tracewell_redact::ClientHost;

pub use self::layer::{HttpLayer, layer};
pub use self::service::HttpService;
