use std::path::{PathBuf, absolute};
use std::time::Duration;

use super::file_name::FileName;
use super::log_file::LogFile;
use super::period::Period;
use super::shelf::Shelf;

/// Settings of a [`LogFile`].
///
/// | setting | default | why |
/// |---|---|---|
/// | [`name`](Self::name) | `app.jsonl` | |
/// | [`max_bytes`](Self::max_bytes) | 10 MiB | with ten backups 110 MiB at most, whatever the load |
/// | [`backup_count`](Self::backup_count) | 10 | |
/// | [`period`](Self::period) | none | size alone bounds the disk |
/// | [`gzip`](Self::gzip) | no | costs processor time beside the service |
#[derive(Clone, Debug)]
#[must_use = "nothing is written before `build`"]
pub struct LogFileBuilder {
    directory: PathBuf,
    name: FileName,
    max_bytes: u64,
    backup_count: u32,
    period: Option<Duration>,
    gzip: bool,
}

impl LogFileBuilder {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory, name: FileName::default(), max_bytes: 10 << 20, backup_count: 10, period: None, gzip: false }
    }

    /// The name of the file.
    pub fn name(mut self, name: FileName) -> Self {
        self.name = name;
        self
    }

    /// Size above which a new file is begun, in bytes; at least 1.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes.max(1);
        self
    }

    /// How many full files are kept; with 0 the one file starts afresh when it is full. At most 1,000,000.
    ///
    pub fn backup_count(mut self, count: u32) -> Self {
        self.backup_count = count.min(Self::MOST_BACKUPS);
        self
    }

    /// Begins a new file also when such a stretch of time is over, at the first line after it. Stretches are whole seconds
    /// and counted in UTC: an hour begins on the hour, a day at midnight.
    pub const fn period(mut self, period: Duration) -> Self {
        self.period = Some(period);
        self
    }

    /// Packs full files in the background, on a thread of their own: `app.jsonl.1.gz`.
    ///
    /// It takes the feature `gzip`; without it, files stay as they are.
    pub const fn gzip(mut self, yes: bool) -> Self {
        self.gzip = yes;
        self
    }

    /// Whether packing was asked for in a build that can't.
    #[must_use]
    pub const fn lacks_gzip(&self) -> bool {
        self.gzip && !cfg!(feature = "gzip")
    }

    /// The file; nothing is touched before it is opened.
    pub fn build(self) -> LogFile {
        // A program that changes its folder later on does not take the log along.
        let directory = absolute(&self.directory).unwrap_or(self.directory);
        let shelf = Shelf::new(self.backup_count, self.gzip);
        LogFile::new(directory, self.name, self.max_bytes, shelf, self.period.map(Period::new))
    }

    const MOST_BACKUPS: u32 = 1_000_000;
}
