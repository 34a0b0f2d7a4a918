//! Jobs that say how they ended: work without a request has an id, a span, one terminal event, and one ERROR line if it
//! fails.
//!
//! ```
//! use tracewell_job::job;
//!
//! # futures_util::FutureExt::now_or_never(async {
//! let swept = job("nightly", async {
//!     tracing::info!(rows = 12, "swept"); // under the job's own correlation id
//!     Ok::<_, std::io::Error>(12)
//! })
//! .await; // `job_completed`
//! assert_eq!(swept.unwrap(), 12);
//! # }).unwrap();
//! ```
//!
//! [`job`] and [`job_blocking`] are the short forms; a [`Job`] says more: whose work it is, which attempt, under which id.
//!
//! # One job, one terminal event
//!
//! | the work | terminal event | ERROR line |
//! |---|---|---|
//! | returns `()` or `Ok` | `job_completed`, INFO | – |
//! | returns `Err` | `job_failed`, WARN | `unhandled_exception` with the error's chain |
//! | panics | `job_failed`, WARN; then the panic goes on | `unhandled_exception` with the panic's place |
//! | is dropped before its end | `job_cancelled`, INFO | – |
//!
//! # Guarantees
//!
//! * Nothing of the context that a job was started from is inherited; the current span is linked to, not a parent.
//! * The future is polled and dropped inside its job; so is what is left of it when the job is cancelled.
//! * What returns an error or panics is told inside the job, once, and then handed on as it came.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `tokio` | `Job::every`: a job that runs again and again | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod emit;
#[cfg(feature = "tokio")]
mod every;
mod future;
mod job;
mod outcome;
mod running;

pub use self::future::JobFuture;
pub use self::job::{Job, job, job_blocking};
pub use self::outcome::{ByBox, ByError, ByReference, Failure, Outcome};
