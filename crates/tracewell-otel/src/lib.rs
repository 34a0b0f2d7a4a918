//! Traces, metrics and logs to any OpenTelemetry collector: scrubbed, bounded, and never in the way.
//!
//! ```
//! use std::time::Duration;
//! use tracewell_otel::{Otel, Service, Settings};
//! use tracewell_redact::{Policy, Redact};
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! let policy = Policy::production();
//! // ENABLE_OPENTELEMETRY and the standard OTEL_* variables; unset, nothing starts.
//! let reading = Settings::read(|variable| std::env::var(variable).ok());
//! if let Some(settings) = reading.settings {
//!     let otel = Otel::start(&settings, &Service::new("orders", "1.4.0"), &policy)?;
//!     let sink = otel.layer().map(|sink| Redact::new(policy, sink));
//!     let subscriber = tracing_subscriber::registry().with(sink);
//!     // … and at the end of the process:
//!     otel.shutdown(Duration::from_secs(2));
//! # drop(subscriber);
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # What leaves
//!
//! * **Spans**, by `tracing-opentelemetry`. The first span of a piece of work continues the trace of its context
//!   (`traceparent`, `tracestate`); a request's span is called `{method} {route}` and has the attributes of the semantic
//!   conventions.
//! * **Log records**: every event, with the ids of the span it was logged in.
//! * **Metrics** of the `metrics` facade, by [`MetricsRecorder`]: cumulative, with the conventions' names, units and bounds.
//!
//! Over gRPC or over HTTP in protobuf, plain or with TLS on aws-lc-rs, compressed if asked for. [`Probe`] tries it.
//!
//! # Which traces are recorded
//!
//! `OTEL_TRACES_SAMPLER` decides. The caller's word counts if the context says that it is
//! [trusted](tracewell_context::Context::is_trace_flag_trusted). Any other caller's trace goes on under its id, and is
//! recorded by the local ratio, at most 100 of them a second.
//!
//! # Guarantees
//!
//! * No thread of a request waits for a collector: what leaves goes through queues that are bounded in number and bytes,
//!   by one thread of its own. What does not fit, or can't be sent, is dropped and counted (`telemetry_dropped_total`).
//! * Behind the guard there is a second net with the same policy, under everything that leaves: attributes set directly
//!   on a span, events, links, status texts, resource, trace states.
//! * Errors are words. No endpoint, header or answer of a collector is logged.
//! * An outage is told once when it begins and once when it ends (`telemetry_export_failed`, `telemetry_export_restored`).
//! * Shutdown has a deadline, and works from any runtime or none.
//! * What the exporting clients log themselves is never exported.
//! * Baggage is not exported; what a service keeps of it is [the context's](tracewell_context::Context::baggage).
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod environment;
mod export;
mod ids;
mod log_record;
mod metrics;
mod net;
mod otel;
mod otlp;
mod probe;
mod proto;
mod resource;
mod sampler;
mod signal;
mod span;

pub use self::environment::{Reading, Settings};
pub use self::metrics::MetricsRecorder;
pub use self::otel::Otel;
pub use self::probe::Probe;
pub use self::resource::Service;
pub use self::sampler::records;
pub use self::span::{active_ids, link};
