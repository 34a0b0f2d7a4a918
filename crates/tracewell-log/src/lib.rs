//! The JSON log line, the line for eyes, and the writer that never blocks a request.
//!
//! ```
//! use tracewell_log::{LogLayer, Stdout, Writer};
//! use tracewell_redact::Policy;
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! # fn main() -> std::io::Result<()> {
//! let (writer, guard) = Writer::builder(Stdout::new()?).start()?;
//! let layer = LogLayer::new(Policy::production()).json(writer);
//! let subscriber = tracing_subscriber::registry().with(layer);
//! tracing::subscriber::with_default(subscriber, || tracing::info!(attempt = 2, "trying again"));
//! # drop(guard);
//! # Ok(())
//! # }
//! ```
//!
//! writes, from the thread of the writer,
//!
//! ```json
//! {"timestamp":"2026-11-22T03:15:00.123456Z","level":"INFO","message":"trying again","target":"app","attempt":2}
//! ```
//!
//! # Concepts
//!
//! A [`LogLayer`] renders each event once per format and hands the line to its [`Output`]s: a [`Writer`], a closure, or
//! a `Capture` in tests. Ids come from the current [context](tracewell_context::Context), never from span fields.
//!
//! # Guarantees
//!
//! * A line is one JSON object, ended by its only newline. No key is in it twice: what the event says beats the inner
//!   span, that the outer span, that the context's request, that the static fields; an application's field with a name
//!   of the line itself goes out as `fields.<name>`.
//! * What the policy says of a name is done: marker, or what the action for its class leaves; URLs are masked as URLs; a bound
//!   id that is a secret itself goes out in the form that the policy gives it.
//! * Values are scanned for secrets before they are cut, and cut before they are written. Control characters, line
//!   separators and bidirectional controls are escaped, in both formats: no value forges a line or a field.
//! * Code of the application that runs meanwhile (`Debug`, `Display`) may log, panic or never end: the line says
//!   `[panicked]`, or tells how much was cut. No lock is held while it runs.
//! * Making a line costs no allocation and no system call, once its callsite, its thread and its context are known.
//! * A log file has a size it does not exceed, never ends in half a line but after a crash, and then until the next start.
//! * [`Detail`]: what work has said at DEBUG is written if it fails, redacted like all else, within bounds of memory and
//!   of bytes a second, and else costs memory alone.
//! * A reader that stalls never blocks the program. What had to be dropped is counted and told.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `gzip` | full log files are packed in the background | no |
//! | `testing` | `Capture`, an output that keeps its lines | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod failure;
mod file;
mod line;
mod pretty;
mod writer;

pub use self::failure::{Detail, DetailLayer};
pub use self::file::{FileName, LogFile, LogFileBuilder};
#[cfg(feature = "testing")]
pub use self::line::Capture;
pub use self::line::{LogLayer, Output, TraceIds, WithoutContext};
pub use self::pretty::PrettyFormat;
pub use self::writer::{
    Batch, JsonNotice, Notice, NoticeFormat, Recovery, Sink, Stats, Stdout, Writer, WriterBuilder, WriterGuard,
    error_type,
};
