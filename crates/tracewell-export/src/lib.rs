//! What exporters of telemetry have in common: bounded queues, one thread, deadlines, and losses that are counted once.
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//! use tracewell_export::{Account, Queue, Room};
//!
//! let account = Arc::new(Account::new("otlp_traces", |_exporter, _failed| {}));
//! let room = Room { items: 2, bytes: 1024, batch: 10, batch_bytes: 512, delay: Duration::from_secs(1) };
//! let queue = Queue::new(room, account.clone());
//! for span in ["one", "two", "three"] {
//!     queue.push(span, span.len());
//! }
//! assert_eq!((queue.take(), account.dropped()), (vec!["one", "two"], 1));
//! // The exporter never says what became of them, and the process ends.
//! account.settle(0);
//! assert_eq!(account.dropped(), 3);
//! ```
//!
//! `tracewell-otel` and `tracewell-sentry` are built on it. A service needs neither this crate nor its names.
//!
//! # Guarantees
//!
//! * Putting something into a [`Queue`] never waits for the network, and takes no more memory than its [`Room`] says.
//! * Each thing that was put in is sent, or counted as lost, once: also when a deadline passes while it is on its way. What
//!   is lost is counted, and an outage told, before [`Orders::give`] returns from a last order.
//! * [`Orders::give`] returns within its deadline, from any runtime or none.
//! * [`Post`] reads no more of an answer than 64 KiB, follows no redirect, and believes the roots of the system or those that
//!   it is given, by the provider that the process has installed, else aws-lc-rs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod account;
mod answer;
mod attempts;
mod export;
mod failure;
mod gzip;
mod order;
mod post;
mod queue;
mod reader;
mod source;
mod thread;

pub use self::account::Account;
pub use self::answer::Answer;
pub use self::attempts::Attempts;
pub use self::export::export;
pub use self::failure::Failure;
pub use self::gzip::gzip;
pub use self::order::{Given, OrderBook, Orders};
pub use self::post::Post;
pub use self::queue::{Queue, Room};
pub use self::reader::Reader;
pub use self::source::Source;
pub use self::thread::{is_export_thread, spawn};
