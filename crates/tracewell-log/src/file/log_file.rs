use std::fs;
use std::io::{ErrorKind, Result};
use std::path::PathBuf;
use std::time::SystemTime;

use super::builder::LogFileBuilder;
use super::current::Current;
use super::file_name::FileName;
use super::leftover::tidy;
use super::period::Period;
use super::place::Place;
use super::shelf::Shelf;
use crate::{Batch, Recovery, Sink};

/// A log file of limited size, as a sink.
///
/// ```
/// use std::time::Duration;
/// use tracewell_log::{LogFile, Writer};
/// use tracing_core::Level;
///
/// # let directory = std::env::temp_dir().join(format!("tracewell-doc-{}", std::process::id()));
/// let mut file = LogFile::builder(&directory).max_bytes(1 << 20).backup_count(3).build();
/// file.open()?; // or let the writer do it, and tell if it fails
/// let path = file.path();
///
/// let (writer, guard) = Writer::builder(file).start()?;
/// writer.write(Level::INFO, b"{\"message\":\"hello\"}\n");
/// assert_eq!(guard.close(Duration::from_secs(2)).written(), 1);
/// assert_eq!(std::fs::read_to_string(path)?, "{\"message\":\"hello\"}\n");
/// # std::fs::remove_dir_all(directory)?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # What is on the disk
///
/// * `app.jsonl` is appended to. A line that would make it longer than `max_bytes` goes into a new one; the full one becomes
///   `app.jsonl.1`, that of before `app.jsonl.2`, and so on up to `backup_count`. (Above 100 backups there are gaps between the
///   numbers, but a smaller one is always younger.) Without backups the one file starts afresh. No line is divided: one longer than `max_bytes` has a file to itself.
/// * Size and age of the file that is found at the start count. The beginning of a line at its end, which a killed process
///   has left, is cut off.
/// * Files are for owner and group only (0640), folders likewise (0750); a stricter umask holds. Links, symbolic and
///   hard, and anything but a regular file are refused.
/// * A name has one process at a time: the second writes to `app.jsonl.<pid>`. Locks are in `.app.jsonl.lock`. Of what
///   such processes have left when they are gone, as many files are kept as there may be backups, the youngest.
///
/// # What others may do to it
///
/// Before each write it is looked for. Renamed or removed, a new one is begun; cut to nothing, it goes on from there; with
/// half a line at its end, that is mended first. A folder that is gone is an outage, and made again.
///
/// # When the disk is full
///
/// What was written of a line is cut off again, and the whole of it is written later. So a reader never sees half a line
/// that is not the last.
#[derive(Debug)]
pub struct LogFile {
    directory: PathBuf,
    name: FileName,
    max_bytes: u64,
    shelf: Shelf,
    period: Option<Period>,
    place: Option<Place>,
    current: Option<Current>,
    /// The period that the file's lines are of.
    number: u64,
    mended: bool,
}

impl LogFile {
    /// A file in `directory`; nothing is touched before it is opened.
    pub fn builder(directory: impl Into<PathBuf>) -> LogFileBuilder {
        LogFileBuilder::new(directory.into())
    }

    pub(super) fn new(
        directory: PathBuf,
        name: FileName,
        max_bytes: u64,
        shelf: Shelf,
        period: Option<Period>,
    ) -> Self {
        Self { directory, name, max_bytes, shelf, period, place: None, current: None, number: 0, mended: false }
    }

    /// Opens it, with its folder, unless it is open. The first write does so as well.
    ///
    /// # Errors
    ///
    /// The folder or the file can't be made or opened, or what is there is no regular file.
    pub fn open(&mut self) -> Result<()> {
        if self.current.is_some() {
            return Ok(());
        }
        if !self.place.as_ref().is_some_and(Place::is_ours) {
            self.place = None;
            let place = Place::take(&self.directory, &self.name)?;
            self.shelf.enter(&place);
            tidy(place.directory(), &self.name, self.shelf.count());
            self.place = Some(place);
        }
        self.begin()
    }

    /// Where it is: resolved once it has been open, until then as it was given.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.place.as_ref().map_or_else(|| self.directory.join(self.name.as_str()), Place::path)
    }

    /// Whether another process has the name that was asked for, so that this one writes to `NAME.<pid>`.
    #[must_use]
    pub fn is_beside_another(&self) -> bool {
        self.place.as_ref().is_some_and(|place| *place.name() != self.name)
    }

    /// Whether the beginning of a line was found at the end of the file, and cut off.
    #[must_use]
    pub const fn was_mended(&self) -> bool {
        self.mended
    }

    /// Size above which a new file is begun, in bytes.
    #[must_use]
    pub const fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// How many full files are kept.
    #[must_use]
    pub const fn backup_count(&self) -> u32 {
        self.shelf.count()
    }

    /// Opens the file in a place that is ours.
    fn begin(&mut self) -> Result<()> {
        let current = Current::open(self.path())?;
        if let Some(period) = self.period {
            self.number = period.number(current.modified().unwrap_or_else(SystemTime::now));
        }
        self.mended |= current.was_torn();
        self.current = Some(current);
        Ok(())
    }

    /// Sees to it that the file is at its place and whole; says how long it is.
    fn settle(&mut self) -> Result<u64> {
        match &mut self.current {
            None => self.open()?,
            Some(current) => {
                if !current.settle()?
                    && let Some(renamed) = self.current.take()
                {
                    renamed.leave();
                    // Not the folder: that it is gone should be told before it is made again.
                    self.place.as_ref().map_or(Ok(()), |place| fs::metadata(place.directory()).map(drop))?;
                    self.open()?;
                }
            }
        }
        Ok(self.current.as_ref().map_or(0, Current::length))
    }

    fn is_over(&self) -> bool {
        self.period.is_some_and(|period| period.number(SystemTime::now()) != self.number)
    }

    /// Puts the full file away and begins a new one.
    fn rotate(&mut self) -> Result<()> {
        let (Some(current), Some(place)) = (&mut self.current, &self.place) else { return Ok(()) };
        if self.shelf.count() == 0 {
            return current.clear();
        }
        match self.shelf.put(current.path(), place) {
            // Somebody else has renamed it since it was looked for.
            Err(error) if error.kind() == ErrorKind::NotFound && !current.settle()? => {}
            put => put?,
        }
        self.current = None;
        self.begin()
    }
}

impl Sink for LogFile {
    fn name(&self) -> &'static str {
        tracewell_names::metric::SINK_FILE
    }

    fn path(&self) -> Option<PathBuf> {
        Some(Self::path(self))
    }

    fn write(&mut self, batch: Batch<'_>) -> Result<usize> {
        let max_bytes = self.max_bytes;
        let length = self.settle()?;
        let room = max_bytes.saturating_sub(length);
        let mut part = batch.whole_records(usize::try_from(room).unwrap_or(usize::MAX));
        if length > 0 && (part.len() as u64 > room || self.is_over()) {
            self.rotate()?;
            part = batch.whole_records(usize::try_from(max_bytes).unwrap_or(usize::MAX));
        }
        if let Some(period) = self.period {
            self.number = period.number(SystemTime::now());
        }
        match &mut self.current {
            Some(current) => current.append(part, batch),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn recover(&mut self) -> Result<Recovery> {
        // What is open may be of no use any more, on a file system that was away.
        if let Some(current) = self.current.take() {
            current.leave();
        }
        self.open()?;
        Ok(Recovery::Continued)
    }
}
