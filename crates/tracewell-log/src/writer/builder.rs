use std::fmt;
use std::io::Result;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::chunk::CHUNK_BYTES;
use super::guard::WriterGuard;
use super::handle::Writer;
use super::json_notice::JsonNotice;
use super::meter::Meter;
use super::notice::NoticeFormat;
use super::queue::Queue;
use super::shared::Shared;
use super::sink::Sink;
use super::worker::Worker;

/// The most that a queue, or a reserve, may be set to.
const MOST_BYTES: usize = 1 << 30;

/// Settings of a [`Writer`].
///
/// | setting | default | why |
/// |---|---|---|
/// | [`queue_bytes`](Self::queue_bytes) | 8 MiB | some 16,000 lines: a reader may pause for a second at most rates |
/// | [`reserve_bytes`](Self::reserve_bytes) | 1 MiB | what went wrong is still told when everything else is lost |
/// | [`notice_format`](Self::notice_format) | [`JsonNotice`] | |
/// | [`count_lines`](Self::count_lines) | yes | |
/// | [`publish_too`](Self::publish_too) | nothing | |
/// | [`drop_deadline`](Self::drop_deadline) | 2 s | well inside the grace period that supervisors give |
#[must_use = "nothing runs before `start`"]
pub struct WriterBuilder {
    sink: Box<dyn Sink>,
    queue_bytes: usize,
    reserve_bytes: usize,
    format: Box<dyn NoticeFormat>,
    count_lines: bool,
    drop_deadline: Duration,
    publish_too: Box<dyn Fn() + Send + Sync>,
}

impl WriterBuilder {
    pub(super) fn new(sink: impl Sink) -> Self {
        Self {
            sink: Box::new(sink),
            queue_bytes: 8 << 20,
            reserve_bytes: 1 << 20,
            format: Box::new(JsonNotice::default()),
            count_lines: true,
            drop_deadline: Duration::from_secs(2),
            publish_too: Box::new(|| {}),
        }
    }

    /// How much may wait, in bytes of lines and four per line; between 64 KiB and 1 GiB.
    ///
    /// The memory behind it comes and goes with the lines, in pieces of 64 KiB, and is never more than twice that
    /// (which takes lines just over half a piece).
    pub const fn queue_bytes(mut self, bytes: usize) -> Self {
        self.queue_bytes = bytes;
        self
    }

    /// How much more may wait if it is WARN or ERROR; up to 1 GiB.
    pub const fn reserve_bytes(mut self, bytes: usize) -> Self {
        self.reserve_bytes = bytes;
        self
    }

    /// How the writer's own notices look in this sink's stream.
    pub fn notice_format(mut self, format: impl NoticeFormat) -> Self {
        self.format = Box::new(format);
        self
    }

    /// Whether this writer's lines make up the metric `log_lines_total`. Where each line goes to several sinks, one of
    /// them counts.
    pub const fn count_lines(mut self, yes: bool) -> Self {
        self.count_lines = yes;
        self
    }

    /// How long a drop of the guard waits for what is queued.
    pub const fn drop_deadline(mut self, deadline: Duration) -> Self {
        self.drop_deadline = deadline;
        self
    }

    /// What is to be handed to the recorder of metrics whenever the writer's own counts are: counts that change as lines
    /// are made. A panic in it is caught.
    pub fn publish_too(mut self, publish: impl Fn() + Send + Sync + 'static) -> Self {
        self.publish_too = Box::new(publish);
        self
    }

    /// Starts the sink's thread.
    ///
    /// # Errors
    ///
    /// The system gives no further thread.
    pub fn start(self) -> Result<(Writer, WriterGuard)> {
        let name = self.sink.name();
        let queue = Queue::new(self.queue_bytes.clamp(CHUNK_BYTES, MOST_BYTES), self.reserve_bytes.min(MOST_BYTES));
        let shared =
            Arc::new(Shared::new(name, queue, self.format, Meter::new(name, self.count_lines, self.publish_too)));
        let worker = Worker::new(Arc::clone(&shared), self.sink);
        thread::Builder::new()
            .name(format!("tracewell-log-{}", name.replace('\0', "_")))
            .spawn(move || worker.run())?;
        let guard = WriterGuard::new(Arc::clone(&shared), self.drop_deadline);
        Ok((Writer::new(shared), guard))
    }
}

impl fmt::Debug for WriterBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriterBuilder")
            .field("sink", &self.sink.name())
            .field("queue_bytes", &self.queue_bytes)
            .field("reserve_bytes", &self.reserve_bytes)
            .field("count_lines", &self.count_lines)
            .field("drop_deadline", &self.drop_deadline)
            .finish_non_exhaustive()
    }
}
