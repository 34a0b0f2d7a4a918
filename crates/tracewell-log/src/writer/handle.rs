use std::sync::Arc;
use std::time::Duration;

use tracing_core::Level;

use super::builder::WriterBuilder;
use super::shared::Shared;
use super::sink::Sink;
use super::stats::Stats;

/// The request path's end of one sink's queue; cheap to clone, and shared by all threads.
///
/// ```
/// use std::time::Duration;
/// use tracewell_log::{Stdout, Writer};
/// use tracing_core::Level;
///
/// let (writer, guard) = Writer::builder(Stdout::new()?).start()?;
/// writer.write(Level::INFO, b"{\"message\":\"hello\"}\n"); // a copy under a short lock; never I/O
/// assert!(writer.flush(Duration::from_secs(1)));
///
/// let stats = guard.close(Duration::from_secs(2));
/// assert_eq!((stats.written(), stats.dropped()), (1, 0));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// No method panics, and none waits for the sink but [`flush`](Self::flush).
///
/// # One sink, one queue, one thread
///
/// [`write`](Self::write) copies a whole line into a queue bounded in bytes, and returns. A thread of the sink's own empties
/// the queue into the [`Sink`]. Each sink has its own because the only way to learn that standard output has stalled is to
/// hang in `write(2)`: a thread that served two sinks would stall the healthy one together with the sick one. A thread that
/// waits costs little, so every sink has a fate of its own.
///
/// # What happens to a line
///
/// * Lines reach the sink whole, and in the order in which `write` took them. One that a failure tore is completed before
///   the next begins.
/// * A full queue refuses the new line and counts it. Lines below WARN are refused first: WARN and ERROR may use a reserve.
/// * Refused lines are told of in the stream itself, by a `log_lines_dropped` at about the place of the loss, at most one a
///   second; the sum of all their `dropped` is the number of lines missing.
/// * A sink that fails is tried again after 50 ms, then at growing intervals of up to a second; the queue keeps what fits.
///   The outage is announced once (`log_sink_degraded`) by other sinks, see [`announce_through`](Self::announce_through),
///   or else on standard error; its end (`log_sink_restored`) by those sinks and in the stream itself.
/// * A sink that would block (`EAGAIN`: somebody made standard output non-blocking) is waited for, and is no outage.
///
/// # What can be lost
///
/// Lines that come while the queue is full; lines still queued when the deadline of
/// [`WriterGuard::close`](crate::WriterGuard::close) passes; and, when the process is killed, those of its last few
/// milliseconds. All but the last are counted: `lines = written + dropped + queued`, see [`stats`](Self::stats), and as metrics
/// `log_lines_total{level}` and `log_lines_dropped_total{sink}`.
#[derive(Clone, Debug)]
pub struct Writer {
    shared: Arc<Shared>,
}

impl Writer {
    /// A writer for `sink`; nothing runs before [`start`](WriterBuilder::start).
    pub fn builder(sink: impl Sink) -> WriterBuilder {
        WriterBuilder::new(sink)
    }

    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Queues a whole line, ended by its newline (one is added where it is missing). An empty one is ignored.
    ///
    /// Copies it under a lock that is never held across a system call, and wakes the sink's thread only if that sleeps.
    /// If the queue is full or closed, the line is lost and counted. `level` decides which lines are lost first, and is
    /// counted; it is not looked for in the line.
    pub fn write(&self, level: Level, line: &[u8]) {
        if !line.is_empty() {
            self.shared.write(level, line);
        }
    }

    /// Waits until all lines queued before this call are written, at most until `deadline` has passed; says whether they are.
    ///
    /// For panic hooks, signals and tests. On the sink's own thread (a panic there, a sink that logs) it does not wait.
    #[must_use = "false says that lines are still waiting"]
    pub fn flush(&self, deadline: Duration) -> bool {
        self.shared.flush(deadline)
    }

    /// Lets `other` tell of this sink's outages, in its own stream and format, as long as it works itself.
    ///
    /// May be called for several. Without any that works, an outage is announced on standard error, once. `other` is not kept
    /// alive by this, so two writers may well name each other.
    pub fn announce_through(&self, other: &Self) {
        if !Arc::ptr_eq(&self.shared, &other.shared) {
            self.shared.peers().add(&other.shared);
        }
    }

    /// What became of the lines so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.queue().stats()
    }

    /// Brings the metrics up to date at once, for a scrape: otherwise they lag by a quarter of a second, and by more while
    /// the sink has stalled and no line comes.
    pub fn publish_metrics(&self) {
        self.shared.publish();
    }
}
