use tracewell_flow::{Entry, Place};

use super::Reader;

/// What stands in a log.
#[derive(Debug)]
pub(in crate::command::check) enum Found<'l> {
    /// An entry that was put together and read.
    Entry(Box<Entry>),
    /// A line that is an entry by itself, and not read yet: it can be read elsewhere.
    Line(&'l [u8]),
}

impl Found<'_> {
    /// Reads it, if that is not done yet.
    pub(in crate::command::check) fn read(self, reader: &mut Reader, place: Place) -> Option<Entry> {
        match self {
            Self::Entry(entry) => Some(*entry),
            Self::Line(line) => reader.line(line, place),
        }
    }
}
