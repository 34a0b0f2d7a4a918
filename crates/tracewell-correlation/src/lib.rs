//! A tower layer that gives every request one correlation id: accepted or replaced, in force everywhere inside, echoed
//! once on every response.
//!
//! ```
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//! use tracewell_correlation::CorrelationLayer;
//! use tracewell_redact::Policy;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let service = ServiceBuilder::new().layer(CorrelationLayer::new(Policy::production())).service(service_fn(
//!     |_request: Request<String>| async {
//!         let id = tracewell_context::current().unwrap().correlation_id().to_string();
//!         Ok::<_, std::convert::Infallible>(Response::new(id))
//!     },
//! ));
//! let request = Request::builder().header("x-request-id", "order-7").body(String::new()).unwrap();
//! let response = service.oneshot(request).await.unwrap();
//! assert_eq!(response.headers()["x-request-id"], "order-7");
//! # }
//! ```
//!
//! # What is accepted
//!
//! One line of 1 to 128 characters of `A-Z a-z 0-9 . _ ~ : + / = @ -` that holds no secret by the policy's patterns,
//! from a peer that is [trusted](Trust). Anything else is replaced by a fresh id, and the bad value goes nowhere: not
//! into the context, not into a log. A well-formed id from a peer that is not trusted is kept aside as
//! `client_request_id`.
//!
//! A valid `traceparent` is kept in the context, an invalid one is ignored. [`propagate`] puts both into the headers
//! of a request to the next service. Of `baggage` nothing is read but what [`BaggageKeys`] name.
//!
//! # Guarantees
//!
//! * Exactly one id header on every response that passes the layer, whatever the service set.
//! * The context is current at every poll of the service's future and of the body, and when they are dropped.
//! * Works with any `http` service and any body; needs no runtime.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod attach;
mod baggage_keys;
mod body;
mod future;
mod inbound;
mod layer;
mod make_id;
mod open;
mod propagate;
mod service;
mod set_header;
mod trust;

pub use self::attach::attach;
pub use self::baggage_keys::BaggageKeys;
pub use self::body::CorrelationBody;
pub use self::future::CorrelationFuture;
pub use self::layer::CorrelationLayer;
pub use self::make_id::{MakeId, UuidV7};
pub use self::open::open;
pub use self::propagate::propagate;
pub use self::service::CorrelationService;
pub use self::trust::{InvalidNetwork, Trust, TrustedProxies};
