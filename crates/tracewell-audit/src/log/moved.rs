use std::{error, fmt, io};

/// The file that is written is not the one that the log's path names any more: what goes there is nowhere to be found.
#[derive(Debug)]
pub(super) struct Moved;

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file was moved, removed or replaced")
    }
}

impl error::Error for Moved {}

impl From<Moved> for io::Error {
    fn from(moved: Moved) -> Self {
        Self::other(moved)
    }
}
