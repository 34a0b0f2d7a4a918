use std::io::Result;
use std::path::PathBuf;

use super::batch::Batch;

/// A place that lines go to: standard output, a file, something of your own.
///
/// It is called from its writer's thread alone, may block as long as it likes, and may fail: the writer retries. A panic
/// counts as a failure.
///
/// ```
/// use std::io::{self, Write};
/// use std::net::TcpStream;
/// use tracewell_log::{Batch, Sink};
///
/// #[derive(Debug)]
/// struct Collector(TcpStream);
///
/// impl Sink for Collector {
///     fn name(&self) -> &'static str {
///         "collector"
///     }
///
///     fn write(&mut self, batch: Batch<'_>) -> io::Result<usize> {
///         self.0.write(batch.bytes())
///     }
/// }
/// ```
pub trait Sink: Send + 'static {
    /// One lower-case word, the `sink` of notices and metrics, and the last part of the thread's name.
    fn name(&self) -> &'static str;

    /// Where it writes to, if that is a place in a file system: the `path` of notices.
    fn path(&self) -> Option<PathBuf> {
        None
    }

    /// Writes a part of `batch`, from its start, in one attempt; says how many bytes, so that a failure later on does not
    /// repeat or tear a line.
    ///
    /// Bytes reported as written have left the process. A sink needs no buffer: the queue before it is one.
    ///
    /// # Errors
    ///
    /// Whatever stopped it. `WouldBlock` and `Interrupted` mean "later" and are retried soon and without a word; any other
    /// kind, and 0 bytes, is an outage.
    fn write(&mut self, batch: Batch<'_>) -> Result<usize>;

    /// Called before the next attempt after an outage has begun or gone on: the place to reopen, reconnect, make room.
    ///
    /// # Errors
    ///
    /// Counts as a failed attempt.
    fn recover(&mut self) -> Result<Recovery> {
        Ok(Recovery::Continued)
    }
}

/// What a sink is after [`Sink::recover`], which decides about a record of which a part was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// The same stream: the rest of that record comes next.
    Continued,
    /// Another stream, which knows nothing of the beginning: that record comes again, from its start.
    Restarted,
}
