//! The real thing to test: the example program `flood`, with its standard output connected to whatever is to fail.
#![allow(dead_code, unused_imports, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure here is a failed test")]

mod flood;
mod folder;
mod stream;

pub(crate) use self::flood::{Flood, finish_reading, read_slowly};
pub(crate) use self::folder::Folder;
pub(crate) use self::stream::Stream;
