//! The JSON log line, the pretty line and the writer that never blocks a request.
//!
//! ```
//! use tracewell_log::LogLayer;
//! use tracewell_redact::Policy;
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! let layer = LogLayer::new(Policy::production()).json(|_level, line: &[u8]| {
//!     // One whole line, newline included.
//!     assert!(line.starts_with(b"{\"timestamp\":\""));
//! });
//! let subscriber = tracing_subscriber::registry().with(layer);
//! tracing::subscriber::with_default(subscriber, || tracing::info!(attempt = 2, "trying again"));
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod line;
mod pretty;
mod writer;

#[cfg(feature = "testing")]
pub use self::line::Capture;
pub use self::line::{CallsiteCache, LogLayer, Output, TraceIds};
pub use self::pretty::PrettyFormat;
pub use self::writer::{
    Batch, JsonNotice, Notice, NoticeFormat, Recovery, Sink, Stats, Stdout, Writer, WriterBuilder, WriterGuard,
};
