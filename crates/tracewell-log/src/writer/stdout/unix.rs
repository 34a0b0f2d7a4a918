use std::fs::File;
use std::io::{Result, Write, stdout};
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;

use crate::writer::{Batch, Sink};

/// The most that a pipe takes in one piece, whoever else writes to it (`PIPE_BUF`, pipe(7); 4096 on Linux).
const PIPE_BUF: usize = 4096;

/// Standard output.
///
/// Lines are never mixed with what the program prints itself: each write holds the lock of [`std::io::stdout`]. A program
/// that keeps that lock for itself therefore keeps its log back. Into a pipe, whole lines of up to 4096 bytes together go in
/// one atomic write, so that processes that share the pipe do not tear each other's lines either, and a process that is
/// killed leaves no half line behind.
#[derive(Debug)]
pub struct Stdout {
    // A duplicate made at the start: exact about how much was written, which the standard library's buffer is not, and
    // safe from a descriptor 1 that the program closes and that then becomes a socket.
    file: File,
    limit: usize,
}

impl Stdout {
    /// Standard output as it is now.
    ///
    /// # Errors
    ///
    /// The descriptor can't be duplicated: there is none, or the process has no descriptor left.
    pub fn new() -> Result<Self> {
        let file = File::from(stdout().as_fd().try_clone_to_owned()?);
        let is_pipe = file.metadata().is_ok_and(|meta| meta.file_type().is_fifo());
        let limit = if is_pipe { PIPE_BUF } else { usize::MAX };
        Ok(Self { file, limit })
    }
}

impl Sink for Stdout {
    fn name(&self) -> &'static str {
        "stdout"
    }

    fn write(&mut self, batch: Batch<'_>) -> Result<usize> {
        // Not flushed first: all that can be waiting there is the start of a line that the program has yet to end.
        let _whole = stdout().lock();
        self.file.write(batch.whole_records(self.limit))
    }
}
