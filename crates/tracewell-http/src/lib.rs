//! Tower layers that tell every HTTP request exactly once: one terminal event when the response body has ended or was
//! dropped, one ERROR line for a failure, and the principal bound for all of it.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::{BodyExt, Full};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//! use tracewell_correlation::CorrelationLayer;
//! use tracewell_http::TerminalLayer;
//! use tracewell_redact::Policy;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let policy = Policy::production();
//! let service = ServiceBuilder::new()
//!     .layer(CorrelationLayer::new(policy.clone()))
//!     .layer(TerminalLayer::new(policy))
//!     .service(service_fn(|_request: Request<()>| async {
//!         Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from("hello"))))
//!     }));
//! let response = service.oneshot(Request::new(())).await.unwrap();
//! // `request_completed` is written when the body has been read to its end.
//! assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "hello");
//! # }
//! ```
//!
//! # Which event ends a request
//!
//! | event | when |
//! |---|---|
//! | `request_completed` | the body was polled to its end, or had none to poll (HEAD, 1xx, 204, 304, empty, all announced bytes sent) |
//! | `request_failed` | the service returned an error, the body did, or either panicked |
//! | `request_cancelled` | future or body was dropped before its end: `phase` says which, `reason` why |
//!
//! A response of 5xx is told at ERROR, or at WARN where its ERROR line is written already; everything else at INFO.
//!
//! A request that hangs is told while it does, by one `request_stalled`, see [`TerminalLayer::stall_after`]; what is under way is
//! on the list of [`active_requests`].
//!
//! # gRPC
//!
//! An answer of content type `application/grpc` is judged by its `grpc-status`, in the trailers or else in the headers, which
//! is the event's `grpc_status`:
//!
//! | status | told as |
//! |---|---|
//! | OK | a success |
//! | CANCELLED | `request_cancelled`, reason `unknown` |
//! | UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS | a 5xx |
//! | any other | a 4xx |
//! | none, or what is none | UNKNOWN, as its client sees it |
//!
//! A panic is answered with INTERNAL: in headers alone before there is an answer, in trailers (HTTP/2) after that. Of gRPC-Web
//! the trailers are a part of the body, which is not read; without a `grpc-status` header it is judged like any other answer.
//! The correlation id is metadata of the same name, `x-request-id`.
//!
//! # Guarantees
//!
//! * Exactly one terminal event per request, whatever happens; it is written in the request's context.
//! * A panic is answered with 500 `application/problem+json` (gRPC: status 13), or ends the body with an error if that has begun.
//! * From the moment its route is known, the path of a request shows no personal or sensitive parameter: in events, in the
//!   span, in problem details.
//! * No body is buffered. No header, query or body is logged.
//! * Layers of this crate and of `tracewell-correlation` may be stacked in any order, and more than once.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `axum` | routes from axum's router, `Problem` as a response, extractors that say why they reject | no |
//! | `websocket` | sockets that count their messages, and axum's upgrade to one; and `axum` | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(feature = "axum")]
pub mod axum;
mod client_addr;
mod expected;
mod metrics;
mod peer_addr;
mod principal;
mod problem;
mod protocol;
mod route;
mod shutdown;
mod stall;
mod terminal;
pub mod websocket;

pub use self::client_addr::ClientAddr;
pub use self::expected::Expected;
pub use self::peer_addr::{PeerAddr, peer};
pub use self::principal::{PrincipalLayer, PrincipalService};
pub use self::problem::{PROBLEM_JSON, ProblemDetails};
pub use self::route::Route;
pub use self::shutdown::Shutdown;
pub use self::stall::{ActiveRequest, active_requests, watch_stalls};
pub use self::terminal::{BodyPanicked, TerminalBody, TerminalFuture, TerminalLayer, TerminalService};
