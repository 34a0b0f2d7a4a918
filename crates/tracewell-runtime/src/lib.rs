//! How tokio's runtime fares, as gauges of the `metrics` facade.
//!
//! ```
//! use std::time::Duration;
//!
//! use tracewell_runtime::RuntimeWatch;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let watch = RuntimeWatch::start(&tokio::runtime::Handle::current(), Duration::from_secs(5))?;
//! assert_eq!(watch.sample().workers(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! | gauge | what it is | look closer when |
//! |---|---|---|
//! | `tokio_workers` | threads that run tasks | |
//! | `tokio_alive_tasks` | tasks that are not at their end | it grows without the load: tasks are spawned that never end |
//! | `tokio_global_queue_depth` | tasks that wait for any worker | it stays above the number of workers: too much work, or blocked workers |
//! | `tokio_busy_ratio` | share of the workers' time since the last look, 0 to 1 | it stays near 1; a worker counts when it next rests, so one that is blocked for good counts as idle |
//!
//! # Guarantees
//!
//! * The runtime is looked at from a thread of its own, so that a runtime that hangs is still told of.
//! * Stable parts of tokio alone: no `tokio_unstable` is asked for. Nothing is added to any task.
//! * Without a recorder of metrics it costs four look-ups at each look, and nothing else.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod sample;
mod sampler;
mod watch;

pub use self::sample::Sample;
pub use self::watch::RuntimeWatch;
