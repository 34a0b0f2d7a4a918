use std::fmt;
use std::time::Duration;

use super::{OnBreak, SyncPolicy};
use crate::denials::DenialLimits;
use crate::sinks::Sink;

/// How a log is kept.
///
/// | option | default | why |
/// |---|---|---|
/// | [`sync`](Self::sync) | [`SyncPolicy::Every`] | a change that was confirmed survives a power cut |
/// | [`lock_wait`](Self::lock_wait) | 30 s | a new instance may start while the old one ends |
/// | [`max_event_bytes`](Self::max_event_bytes) | 2 MiB | one event cannot fill the disk |
/// | [`max_pending_bytes`](Self::max_pending_bytes) | 64 MiB | a slow disk cannot fill the memory |
/// | [`segment_bytes`](Self::segment_bytes) | 1 GiB | files stay of a size that tools can handle |
/// | [`on_break`](Self::on_break) | [`OnBreak::Refuse`] | nobody writes behind a forged line unawares |
/// | [`checkpoint_every`](Self::checkpoint_every) | 60 s | how much a witness misses at most |
/// | [`denials`](Self::denials) | see there | strangers cannot fill the disk |
/// | [`reserve_bytes`](Self::reserve_bytes) | 64 MiB | reads and denials leave room for changes |
pub struct Options {
    pub(super) sync: SyncPolicy,
    pub(super) lock_wait: Duration,
    pub(super) max_event_bytes: usize,
    pub(super) max_pending_bytes: usize,
    pub(super) segment_bytes: u64,
    pub(super) on_break: OnBreak,
    pub(super) checkpoint_every: Duration,
    pub(super) denials: DenialLimits,
    pub(super) reserve_bytes: u64,
    pub(super) tees: Vec<Box<dyn Sink>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sync: SyncPolicy::Every,
            lock_wait: Duration::from_secs(30),
            max_event_bytes: 2 << 20,
            max_pending_bytes: 64 << 20,
            segment_bytes: 1 << 30,
            on_break: OnBreak::Refuse,
            checkpoint_every: Duration::from_secs(60),
            denials: DenialLimits::default(),
            reserve_bytes: 64 << 20,
            tees: Vec::new(),
        }
    }
}

impl Options {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// When what was written is forced to the disk.
    #[must_use]
    pub fn sync(mut self, sync: SyncPolicy) -> Self {
        self.sync = sync;
        self
    }

    /// How long to wait for another process that holds the log.
    #[must_use]
    pub fn lock_wait(mut self, wait: Duration) -> Self {
        self.lock_wait = wait;
        self
    }

    /// The longest line; a longer event is refused.
    #[must_use]
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes;
        self
    }

    /// How much may wait to be written; what comes on top is refused.
    #[must_use]
    pub fn max_pending_bytes(mut self, bytes: usize) -> Self {
        self.max_pending_bytes = bytes;
        self
    }

    /// The size at which a file is sealed and a new one begun.
    #[must_use]
    pub fn segment_bytes(mut self, bytes: u64) -> Self {
        self.segment_bytes = bytes;
        self
    }

    /// What to do with a broken chain.
    #[must_use]
    pub fn on_break(mut self, on_break: OnBreak) -> Self {
        self.on_break = on_break;
        self
    }

    /// How often an `audit_checkpoint` event tells the head of the chain, if it moved.
    #[must_use]
    pub fn checkpoint_every(mut self, every: Duration) -> Self {
        self.checkpoint_every = every;
        self
    }

    /// How much room denials get.
    #[must_use]
    pub fn denials(mut self, limits: DenialLimits) -> Self {
        self.denials = limits;
        self
    }

    /// Free space of the disk that reads and denials leave to changes: so much, or a tenth of a disk that is small. Once there
    /// is no more than that, they are not written.
    #[must_use]
    pub fn reserve_bytes(mut self, bytes: u64) -> Self {
        self.reserve_bytes = bytes;
        self
    }

    /// Hands confirmed lines on to `sink` as well. It never delays the log.
    #[must_use]
    pub fn tee(mut self, sink: impl Sink) -> Self {
        self.tees.push(Box::new(sink));
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("sync", &self.sync)
            .field("segment_bytes", &self.segment_bytes)
            .field("on_break", &self.on_break)
            .finish_non_exhaustive()
    }
}
