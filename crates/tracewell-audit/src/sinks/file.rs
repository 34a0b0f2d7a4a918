use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::Sink;

/// A copy of the log in another file. It grows without end; rotate it from outside.
#[derive(Debug)]
pub struct FileSink(File);

impl FileSink {
    /// Adds to the end of a file, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// The file can't be opened.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        OpenOptions::new().create(true).append(true).open(path).map(Self)
    }
}

impl Sink for FileSink {
    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        self.0.write_all(lines)?;
        self.0.sync_data()
    }
}
