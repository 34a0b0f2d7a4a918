//! The writer: takes finished lines from the request path and puts them where they belong, later and elsewhere.
//!
//! `handle` is what a request sees, `worker` the thread behind it, and `queue`, behind the one lock of `shared`, what lies
//! between them. [`Writer`] says what is promised.

mod backoff;
mod batch;
mod builder;
mod chunk;
mod error_type;
mod guard;
mod handle;
mod json_notice;
mod meter;
mod notice;
mod outage;
mod peers;
mod queue;
mod rest;
mod shared;
mod shield;
mod sink;
mod standard_error;
mod stats;
mod stdout;
mod worker;

pub use self::batch::Batch;
pub use self::builder::WriterBuilder;
pub use self::error_type::error_type;
pub use self::guard::WriterGuard;
pub use self::handle::Writer;
pub use self::json_notice::JsonNotice;
pub use self::notice::{Notice, NoticeFormat};
pub use self::sink::{Recovery, Sink};
pub use self::stats::Stats;
pub use self::stdout::Stdout;
