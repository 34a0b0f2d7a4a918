/// What became of the lines given to a [`Writer`](crate::Writer) so far.
///
/// `lines = written + dropped + queued`, at any moment. The writer's own notices are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub(super) written: u64,
    pub(super) dropped: u64,
    pub(super) queued: u64,
}

impl Stats {
    /// Lines given to the writer.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.written + self.dropped + self.queued
    }

    /// Lines that the sink has taken whole.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// Lines that are lost: refused by a full or closed queue, or given up when the writer was closed.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Lines that wait, or are being written.
    #[must_use]
    pub const fn queued(&self) -> u64 {
        self.queued
    }
}
