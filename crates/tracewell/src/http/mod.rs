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

mod layer;

#[cfg(feature = "axum")]
#[doc(inline)]
pub use tracewell_http::axum::{FieldError, Json, Path, Problem, Query, Result, RouteLayer, RouteService};
#[doc(inline)]
pub use tracewell_http::{
    BodyPanicked, ClientAddr, Expected, PROBLEM_JSON, PeerAddr, PrincipalLayer, PrincipalService, ProblemDetails,
    Route, Shutdown, TerminalBody, TerminalFuture, TerminalLayer, TerminalService, peer, websocket,
};

pub use self::layer::{HttpLayer, layer};
