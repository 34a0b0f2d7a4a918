use tracewell_log::Stats;

/// What a shutdown of telemetry achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    pub(super) stdout: Stats,
    pub(super) file: Option<Stats>,
    pub(super) exports_dropped: u64,
}

impl Report {
    /// Lines that went out on standard output, from start to end.
    #[must_use]
    pub const fn lines_written(&self) -> u64 {
        self.stdout.written()
    }

    /// Spans, metric points and log records that no collector took, and events that Sentry did not, from start to end.
    #[must_use]
    pub const fn exports_dropped(&self) -> u64 {
        self.exports_dropped
    }

    /// Lines that were lost there, from start to end: a full queue, a sink that failed, a deadline that passed.
    #[must_use]
    pub const fn lines_dropped(&self) -> u64 {
        self.stdout.dropped()
    }

    /// What became of the lines in the log file, if there is one.
    #[must_use]
    pub const fn file(&self) -> Option<Stats> {
        self.file
    }
}
