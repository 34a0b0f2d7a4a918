//! The JSON log line, the pretty line and the writer that never blocks a request.

mod writer;

pub use self::writer::{
    Batch, JsonNotice, Notice, NoticeFormat, Recovery, Sink, Stats, Stdout, Writer, WriterBuilder,
    WriterGuard,
};
