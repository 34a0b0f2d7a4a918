//! Outbound HTTP that tells each call once, masks what it tells, and passes ids on: a tower layer for any client, and a
//! wrapper that feels like reqwest.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//! use tracewell_client::ClientLayer;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Any client that is a tower service: hyper-util's, tonic's channel, one of a test.
//! let inner = service_fn(|_request: Request<Full<Bytes>>| async {
//!     Ok::<_, std::io::Error>(Response::new(Full::new(Bytes::from("hello"))))
//! });
//! let client = ServiceBuilder::new().layer(ClientLayer::new("greeter")).service(inner);
//!
//! let request = Request::get("http://greeter.example/hello?key=secret").body(Full::default())?;
//! let response = client.oneshot(request).await?;
//! // `external_http_response` is written when the body has been read or dropped, its url ending in `?key=REDACTED`.
//! # drop(response); Ok(()) }
//! ```
//!
//! With the feature `reqwest` there is `Client`:
//!
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! # async fn example() -> Result<(), tracewell_client::Error> {
//! let client = tracewell_client::Client::new("geo")?;
//! let place = client.get("http://geo.example/v1/ip").query(&[("ip", "203.0.113.7")]).send().await?.text().await?;
//! # Ok(()) }
//! ```
//!
//! # What is told
//!
//! | event | when |
//! |---|---|
//! | `external_http_request` (DEBUG) | a call begins |
//! | `external_http_response` (INFO, 5xx WARN) | an answer came, whichever: when its body has ended or is dropped |
//! | `external_http_error` (WARN) | none came: `error_type` says why, `cancelled` if the caller did not wait for it |
//!
//! Each attempt of a retry is a call, and so is each hop of a redirect.
//!
//! # Guarantees
//!
//! * Exactly one response or error event per call, also when its future or the body is dropped half-way.
//! * No event, span or error shows user and password, values of a query, or headers that are not allowed; bodies are not
//!   shown but in development, and there only [if asked for](Previews).
//! * [`Error`] holds no text of the error it stands for, so none of its URL: neither under `{}` nor under `{:?}`, nor in
//!   its sources.
//! * Bodies pass through as they come. A preview copies a bounded beginning and decompresses no more than that.
//! * `X-Request-ID` and `traceparent` go along unless [switched off](Propagation); `tracestate` and `baggage` only
//!   if [asked for](Propagation).
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `reqwest` | `Client`, with redirects and retries that are told | no |
//! | `tonic` | a transport that fails is `UNAVAILABLE` or `DEADLINE_EXCEEDED` to a client of tonic, and not `UNKNOWN` | no |
//! | `rustls` | `https` for it: rustls on aws-lc-rs, certificates of the system | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod attempts;
mod body;
mod call;
mod call_options;
mod defaults;
mod emit;
mod error;
mod error_kind;
mod future;
mod grpc;
mod kept;
mod layer;
mod link;
mod metrics;
mod preview;
mod propagation;
mod rules;
mod service;
mod shown;
#[cfg(feature = "reqwest")]
mod wrapper;

pub use self::attempts::{Attempts, AttemptsLayer, AttemptsService};
pub use self::body::ClientBody;
pub use self::call_options::CallOptions;
pub use self::defaults::Defaults;
pub use self::error::Error;
pub use self::error_kind::ErrorKind;
pub use self::future::ClientFuture;
pub use self::layer::ClientLayer;
pub use self::preview::Previews;
pub use self::propagation::Propagation;
pub use self::service::ClientService;
#[cfg(feature = "reqwest")]
pub use self::wrapper::{Client, ClientBuilder, RequestBuilder, Response, Retry};
#[cfg(feature = "reqwest")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
pub use reqwest;
