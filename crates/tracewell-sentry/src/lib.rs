//! Failures to Sentry: one event each, every envelope scrubbed, and never in the way.
//!
//! ```
//! use std::time::Duration;
//! use tracewell_redact::{Policy, Redact};
//! use tracewell_sentry::{Sentry, Service, Settings};
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! let policy = Policy::production();
//! // SENTRY_DSN and the other SENTRY_* variables; without a DSN nothing starts.
//! let reading = Settings::read(|variable| std::env::var(variable).ok());
//! if let Some(settings) = reading.settings {
//!     let sentry = Sentry::start(&settings, &Service::new("orders", "1.4.0"), &policy)?;
//!     let subscriber = tracing_subscriber::registry().with(Redact::new(policy, sentry.layer()));
//!     // … and at the end of the process:
//!     sentry.shutdown(Duration::from_secs(2));
//! # drop(subscriber);
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # What leaves
//!
//! * **One event per failure**, whether a panic, an error behind a 5xx, or a 5xx that nobody explained: captured from the
//!   claim on its one ERROR line ([`on_failure`](tracewell_failure::on_failure)), not from lines. At most ten per error type,
//!   location and route in ten seconds. It has the tags `correlation_id`, `team_id`, `user_id` and `route`, a user who is an
//!   id, and the chain of errors or the text of the panic with its place.
//! * **Breadcrumbs**: what the same piece of work logged before, libraries included; at most 50, and 16 KiB.
//! * What a service sends itself: [`capture_exception`], [`capture_message`].
//! * **Transactions** only if `SENTRY_TRACES_SAMPLE_RATE` asks for them.
//!
//! Logs, metrics and attachments stay here, also those that other code hands to Sentry's own API.
//!
//! # Guarantees
//!
//! * No thread of a request waits for Sentry: envelopes wait in a queue that is bounded in number and bytes, for one thread
//!   of its own. What does not fit, or can't be sent, is dropped and counted (`telemetry_dropped_total`).
//! * Every envelope passes the policy before it is encoded, transactions too, whoever made it: exception texts, breadcrumbs,
//!   tags, contexts, extras, URLs, headers, cookies and queries. Bodies go out as `[FILTERED]`.
//! * Statements of databases go out without their literals.
//! * Breadcrumbs are kept with the work that they come from: no request's event shows another one's.
//! * A limit that Sentry sets is kept (`Retry-After`, `X-Sentry-Rate-Limits`).
//! * An outage is told once when it begins and once when it ends (`telemetry_export_failed`, `telemetry_export_restored`).
//! * Shutdown has a deadline, and works from any runtime or none.
//! * No panic hook: [`tracewell-failure`](tracewell_failure) has the process's one.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod capture;
mod delivery;
mod environment;
mod net;
mod sentry;
mod service;
mod trail;
mod transaction;

pub use self::capture::{capture_exception, capture_message};
pub use self::environment::{Reading, Settings};
pub use self::sentry::Sentry;
pub use self::service::Service;
