use std::io::{Result, Write, stdout};

use crate::writer::{Batch, Sink};

/// Standard output.
///
/// Lines are never mixed with what the program prints itself: each write holds the lock of [`std::io::stdout`]. A program
/// that keeps that lock for itself therefore keeps its log back.
#[derive(Debug)]
pub struct Stdout {
    // Room for the `file` of the unix form, and no way around `new`.
    _private: (),
}

impl Stdout {
    /// Standard output as it is now.
    ///
    /// # Errors
    ///
    /// None on this platform.
    pub fn new() -> Result<Self> {
        Ok(Self { _private: () })
    }
}

impl Sink for Stdout {
    fn name(&self) -> &'static str {
        "stdout"
    }

    fn write(&mut self, batch: Batch<'_>) -> Result<usize> {
        let mut stdout = stdout().lock();
        let written = stdout.write(batch.bytes())?;
        stdout.flush()?;
        Ok(written)
    }
}
