/// What a shutdown of telemetry achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    pub(super) lines_written: u64,
    pub(super) lines_dropped: u64,
    pub(super) exports_dropped: u64,
}

impl Report {
    /// Lines that went out, from start to end.
    #[must_use]
    pub const fn lines_written(&self) -> u64 {
        self.lines_written
    }

    /// Spans, metric points and log records that no collector took, from start to end.
    #[must_use]
    pub const fn exports_dropped(&self) -> u64 {
        self.exports_dropped
    }

    /// Lines that were lost, from start to end: a full queue, a sink that failed, a deadline that passed.
    #[must_use]
    pub const fn lines_dropped(&self) -> u64 {
        self.lines_dropped
    }
}
