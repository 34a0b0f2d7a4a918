//! Observability for services that carry other people's secrets: every request told once, tied together by one id and
//! its team and user, redacted before it goes anywhere.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let _telemetry = tracewell::init!()?; // the environment decides the rest
//! # #[cfg(feature = "axum")] {
//!     let app = Router::new().route("/", get(|| async { "hello" })).layer(tracewell::http::layer());
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//!     axum::serve(listener, app.into_make_service_with_connect_info::<std::net::SocketAddr>()).await?;
//! # }
//!     Ok(())
//! }
//! ```
//!
//! # What a service writes
//!
//! * [`init!`] in `main`, and after it [`http::layer`] as the last layer of its router.
//! * [`bind`]`(`[`Principal`]`)` once a caller is authenticated: from then on every line has team and user.
//! * [`spawn`] or [`FutureExt::in_current_context`] for work that outlives its request, [`job()`] for work of its own.
//! * `client::Client` (feature `reqwest`) for its calls to others: told once each, masked, with its ids on them.
//! * [`run`] around it all: an error that `main` returns is printed raw otherwise.
//! * [`flow::stages!`] and [`#[stage]`](macro@stage) for steps that must end, and `tracewell check` to see in a log that they did.
//! * [`Builder::allow`] for its own fields: in production everything else is `[FILTERED]`. [`Builder::redaction`] for which of
//!   its values are personal, and what is left of them.
//!
//! # A job
//!
//! Work without a request is told like one: under an id of its own, in one terminal event, and one ERROR line if it fails.
//!
//! ```no_run
//! # async fn clean_up() -> Result<(), std::io::Error> { Ok(()) }
//! # #[tokio::main] async fn main() {
//! tokio::spawn(tracewell::job("nightly", clean_up()));
//! # }
//! ```
//!
//! # Guarantees
//!
//! * Exactly one terminal event per request, one ERROR line per failure, one id on all lines and on the response.
//! * A value under a sensitive name is `[REDACTED]` in every line, whatever its type.
//! * Nothing here blocks a request: lines go out on a thread of their own; what is lost is counted and told.
//! * Nothing in the environment stops the service: a variable that makes no sense is named in a `config_invalid`, and the
//!   safe default holds. What the program itself says wrongly, a [`redaction`](Builder::redaction) that does not hold, is an
//!   [`InitError`].
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `amqp` | `messaging` through RabbitMQ; `amqp-tls` adds TLS | no |
//! | `audit` | the audit log, as `tracewell::audit` | no |
//! | `axum` | `Problem`, extractors, routes and client addresses for axum 0.8; and `tokio` | no |
//! | `client` | [`client`](https://docs.rs/tracewell-client): a tower layer that tells calls to other services once each and masks them | no |
//! | `gzip` | full log files can be packed in the background | no |
//! | `identity` | bearer tokens of an OpenID Connect issuer turned into callers: user, team and roles | no |
//! | `limit` | a layer that slows down who gave an abuse signal | no |
//! | `messaging` | live events: a fan-out hub, event streams, messages through a broker | no |
//! | `otel` | traces, metrics and logs to an OpenTelemetry collector, if `ENABLE_OPENTELEMETRY` asks for it | no |
//! | `reqwest` | `client`, and in it a client that feels like reqwest | no |
//! | `rustls` | `reqwest`, and `https` for it | no |
//! | `redis` | abuse windows shared by instances, if `REDIS_URL` says where; `redis-tls` adds TLS | no |
//! | `runtime` | how tokio's runtime fares, as gauges: workers, tasks, queue, how busy; and `tokio` | no |
//! | `security` | `security`: one event for each denial, guards at tenant boundaries, abuse windows | no |
//! | `sentry` | failures to Sentry, if `SENTRY_DSN` asks for it; without it [`capture_exception`] and [`capture_message`] do nothing | no |
//! | `testing` | for tests: lines captured, and assertions that no secret is in them and that their stages end | no |
//! | `websocket` | WebSockets of axum that tell how they closed; and `axum` | no |
//! | `tokio` | [`spawn`] and [`spawn_blocking`]; [`Job::every`](job::Job::every); `terminated`, for an end in order | no |
//! | `tonic` | `client`, and around a channel of tonic a call that reaches nobody is `UNAVAILABLE` to its caller | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod detail;
pub mod http;
mod init;
mod otel;
mod run;
mod runtime;
#[cfg(feature = "security")]
pub mod security;
mod sentry;
mod settings;
#[cfg(feature = "tokio")]
mod terminated;
#[cfg(feature = "testing")]
pub mod testing;
mod verbosity;

#[cfg(feature = "audit")]
#[doc(inline)]
pub use tracewell_audit as audit;
#[cfg(feature = "client")]
#[doc(inline)]
pub use tracewell_client as client;
#[doc(inline)]
pub use tracewell_context as context;
#[doc(inline)]
pub use tracewell_context::{
    AlreadyBound, BindError, Context, CorrelationId, FutureExt, Identity, InvalidId, Principal, Snapshot, TeamId,
    UserId, bind, current, scope, with_current,
};
#[cfg(feature = "tokio")]
#[doc(inline)]
pub use tracewell_context::{spawn, spawn_blocking};
#[doc(inline)]
pub use tracewell_correlation as correlation;
#[doc(inline)]
pub use tracewell_failure as failure;
#[doc(inline)]
pub use tracewell_flow as flow;
#[doc(inline)]
pub use tracewell_flow::stage;
#[cfg(feature = "identity")]
#[doc(inline)]
pub use tracewell_identity as identity;
#[doc(inline)]
pub use tracewell_job as job;
#[doc(inline)]
pub use tracewell_job::{Job, job, job_blocking};
#[doc(inline)]
pub use tracewell_log as log;
#[cfg(feature = "messaging")]
#[doc(inline)]
pub use tracewell_messaging as messaging;
#[doc(inline)]
pub use tracewell_names as names;
#[doc(inline)]
pub use tracewell_redact as redact;

pub use self::init::{Builder, InitError, Report, Telemetry};
pub use self::run::run;
pub use self::sentry::{capture_exception, capture_message};
#[cfg(feature = "tokio")]
pub use self::terminated::terminated;
pub use self::verbosity::{InvalidRule, Rule, Verbosity};
