use std::sync::Arc;
use std::time::Duration;

use super::shared::Shared;
use super::stats::Stats;

/// Keeps a writer open; when dropped, everything queued is written before it is closed.
///
/// A drop waits as long as [`WriterBuilder::drop_deadline`](crate::WriterBuilder::drop_deadline) says, two seconds by
/// default, and only while there is something to write. Keep it until the end of `main`: `std::process::exit` runs no drops.
#[derive(Debug)]
#[must_use = "the writer is closed when its guard is dropped"]
pub struct WriterGuard {
    shared: Arc<Shared>,
    deadline: Duration,
    closed: bool,
}

impl WriterGuard {
    pub(super) const fn new(shared: Arc<Shared>, deadline: Duration) -> Self {
        Self { shared, deadline, closed: false }
    }

    /// Refuses further lines, writes what is queued, and ends the thread; says what became of all lines.
    ///
    /// What is not written when `deadline` has passed, or when a failing sink has failed once more, is lost and counted
    /// as [`dropped`](Stats::dropped); so is a line that is just being written then. Lost lines that the stream could not
    /// tell of are announced by another sink or on standard error.
    pub fn close(mut self, deadline: Duration) -> Stats {
        self.closed = true;
        self.shared.close(deadline)
    }
}

impl Drop for WriterGuard {
    fn drop(&mut self) {
        if !self.closed {
            self.shared.close(self.deadline);
        }
    }
}
