use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

use super::entry::Place;
use super::lines::Raw;
use super::usable::Usable;
use super::{Entry, Lines, Segments, Summary, TornTail, Witness, name_of};
use crate::disk::located;
use crate::integrity::{Chain, Fault, Link, Reason};
use crate::line::ChainedLine;
use crate::{Error, ErrorKind, Head};

/// Reads a log through all of its files, judging each line; never writes.
///
/// Memory is bounded by the longest line and by the lines that were erased, never by the length of the log.
///
/// ```no_run
/// use tracewell_audit::LogReader;
///
/// let summary = LogReader::new("data/audit.jsonl").verify()?;
/// println!("{} lines, head {:?}", summary.lines(), summary.head());
/// # Ok::<(), tracewell_audit::Error>(())
/// ```
pub struct LogReader<'r> {
    path: PathBuf,
    witness: Option<&'r Witness>,
    progress: Box<dyn FnMut(u64) + 'r>,
    up_to: Option<u64>,
}

/// Where reading ended, for who goes on writing there.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) summary: Summary,
    pub(crate) head: Head,
    /// What the next line names as the one before it.
    pub(crate) tip: crate::Hash,
    /// Bytes of the active file that are whole lines.
    pub(crate) whole: u64,
    /// Whether the last of them lacks its line feed.
    pub(crate) unended: bool,
}

impl<'r> LogReader<'r> {
    /// Of the log whose last, growing file is `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), witness: None, progress: Box::new(|_| {}), up_to: None }
    }

    /// Compares with what somebody else saw.
    #[must_use]
    pub fn witness(mut self, witness: &'r Witness) -> Self {
        self.witness = Some(witness);
        self
    }

    /// Hears of each piece that was read, in bytes.
    #[must_use]
    pub fn progress(mut self, read: impl FnMut(u64) + 'r) -> Self {
        self.progress = Box::new(read);
        self
    }

    /// Goes no further than the line of this number: what follows may still be on its way to the disk.
    #[must_use]
    pub fn up_to(mut self, head: &Head) -> Self {
        self.up_to = Some(head.seq());
        self
    }

    /// Reads to the end.
    ///
    /// # Errors
    ///
    /// The first line that does not belong ([`ErrorKind::Broken`]); a file that is missing or can't be read.
    pub fn verify(self) -> Result<Summary, Error> {
        self.read(|_| Ok(()))
    }

    /// Reads to the end and shows each line to `visit` once it is judged. Content that was erased without an event that says
    /// so only shows at the end.
    ///
    /// # Errors
    ///
    /// As [`Self::verify`], and what `visit` answers.
    pub fn read(mut self, mut visit: impl FnMut(&Entry<'_>) -> Result<(), Error>) -> Result<Summary, Error> {
        self.path = located(&self.path).map_err(missing)?;
        let segments = Segments::of(&self.path).map_err(missing)?;
        if segments.are_missing() {
            return Err(Error::new(ErrorKind::Missing));
        }
        let read = self.read_on(&segments, &mut visit);
        if read.as_ref().is_err_and(|error| error.fault().is_some()) {
            // A file that was sealed meanwhile is missing in between: what was seen of it is seen again.
            let now = Segments::of(&self.path)?;
            if now.sealed != segments.sealed {
                return self.read_on(&now, visit).map(|ending| ending.summary);
            }
        }
        read.map(|ending| ending.summary)
    }

    pub(crate) fn read_on(
        &mut self,
        segments: &Segments,
        mut visit: impl FnMut(&Entry<'_>) -> Result<(), Error>,
    ) -> Result<Ending, Error> {
        let mut state = State { summary: Summary::default(), whole: 0, unended: false, usable: Usable::default() };
        let mut names = Vec::new();
        let mut known_break = None;
        let checkpoint = match &segments.checkpoint {
            Some((_, path)) => Some((self.checkpoint(path, &mut state, &mut visit)?, name_of(path))),
            None => None,
        };
        let mut chain = checkpoint.as_ref().map_or_else(Chain::new, |(checkpoint, _)| Chain::behind(checkpoint));
        let sealed = segments.sealed.iter();
        let sealed = sealed.map(|segment| (segment.path.as_path(), segment.broken, Place::Sealed(segment.number)));
        for (path, broken, place) in sealed.chain([(segments.active.as_path(), false, Place::Active)]) {
            let last = place == Place::Active;
            let file = match File::open(path) {
                Ok(file) => file,
                // Sealed a moment ago, and not yet followed by a new one.
                Err(error) if last && error.kind() == io::ErrorKind::NotFound => break,
                Err(error) => return Err(missing(error)),
            };
            names.push(name_of(path));
            state.summary.files += 1;
            let read = self.file(file, &name_of(path), place, &mut chain, &mut state, &mut visit);
            match read {
                Err(Stop::Fault(fault)) if broken => {
                    known_break.get_or_insert(Fault::new(fault.line(), Reason::BrokenBefore).within(&name_of(path)));
                }
                Err(Stop::Fault(fault)) => return Err(fault.within(&name_of(path)).into()),
                Err(Stop::Error(error)) => return Err(error),
                Err(Stop::Enough) => break,
                Ok(()) => {}
            }
            chain.next_file();
        }
        let active = name_of(&segments.active);
        let place = |(file, fault): (usize, Fault)| fault.within(names.get(file).unwrap_or(&active));
        let enough = self.up_to.is_some_and(|up_to| chain.head().seq() >= up_to);
        if !enough {
            chain.finish().map_err(|fault| Error::from(place(fault)))?;
            if let Some((checkpoint, name)) = &checkpoint {
                checkpoint.finish_checkpoint(&chain).map_err(|(_, fault)| Error::from(fault.within(name)))?;
            }
        }
        // The state alone is no log: its lines go on behind it.
        if checkpoint.is_some() && !chain.has_begun() {
            return Err(place((names.len().saturating_sub(1), Fault::new(1, Reason::Gone))).into());
        }
        if let Some(seen) = self.up_to.filter(|up_to| *up_to > chain.head().seq()) {
            let fault = Fault::new(state.summary.lines, Reason::CutOff { seen });
            return Err(place((names.len().saturating_sub(1), fault)).into());
        }
        if let Some(seen) = self.witness.and_then(Witness::last).filter(|seen| *seen > chain.head().seq()) {
            let fault = Fault::new(state.summary.lines, Reason::CutOff { seen });
            return Err(place((names.len().saturating_sub(1), fault)).into());
        }
        let State { mut summary, whole, unended, .. } = state;
        summary.older_lines = chain.older_lines();
        summary.head = chain.has_begun().then(|| chain.head());
        summary.known_break = known_break;
        Ok(Ending { summary, head: chain.head(), tip: chain.tip(), whole, unended })
    }

    /// Reads the state that stands for segments which are gone.
    fn checkpoint(
        &mut self,
        path: &Path,
        state: &mut State,
        visit: &mut dyn FnMut(&Entry<'_>) -> Result<(), Error>,
    ) -> Result<Chain, Error> {
        let mut chain = Chain::of_checkpoint();
        let mut lines = Lines::new(File::open(path).map_err(missing)?);
        state.summary.files += 1;
        while let Some(raw) = lines.next(&mut self.progress)? {
            let fault = |reason| Error::from(Fault::new(raw.number, reason).within(&name_of(path)));
            let link = chain.accept(raw.number, raw.bytes).map_err(|error| fault(error.reason()))?;
            if !matches!(link, Link::Chained(_)) {
                return Err(fault(Reason::Unchained));
            }
            let mut entry = Entry::new(raw.number, &link);
            entry.place = Place::Checkpoint;
            state.summary.lines += 1;
            state.summary.erased += u64::from(entry.is_erased());
            visit(&entry)
                .map_err(|error| if error.kind() == ErrorKind::Value { fault(Reason::Value) } else { error })?;
        }
        Ok(chain)
    }

    fn file(
        &mut self,
        file: impl Read,
        name: &str,
        place: Place,
        chain: &mut Chain,
        state: &mut State,
        visit: &mut dyn FnMut(&Entry<'_>) -> Result<(), Error>,
    ) -> Result<(), Stop> {
        let last = place == Place::Active;
        let mut lines = Lines::new(file);
        while let Some(raw) = lines.next(&mut self.progress).map_err(|error| Stop::Error(error.into()))? {
            if self.up_to.is_some_and(|up_to| up_to > 0 && chain.head().seq() >= up_to) {
                return Err(Stop::Enough);
            }
            let link = match chain.accept(raw.number, raw.bytes) {
                Ok(link) => link,
                Err(fault) => {
                    let torn = TornTail { file: name.to_owned(), line: raw.number, bytes: raw.bytes.len() as u64 };
                    let torn = (last && is_torn(&raw, chain)).then_some(torn);
                    // Only the last line can be.
                    let behind = lines.next(&mut self.progress).map_err(|error| Stop::Error(error.into()))?;
                    if torn.is_none() || behind.is_some() {
                        return Err(Stop::Fault(fault));
                    }
                    state.summary.torn = torn;
                    return Ok(());
                }
            };
            state.summary.lines += 1;
            if last {
                (state.whole, state.unended) = (raw.end, !raw.whole);
            }
            let mut entry = Entry::new(raw.number, &link);
            entry.place = place;
            let fault = |reason| Err(Stop::Fault(Fault::new(raw.number, reason)));
            if let Some(reason) = state.usable.check(&entry) {
                return fault(reason);
            }
            state.summary.erased += u64::from(entry.is_erased());
            if let Link::Chained(line) = &link {
                let first = state.summary.first_seq.replace(chain.head().seq());
                // What is gone was seen as well: the first line that is left names the last of them.
                let gone = first.is_none().then(|| Head::new(line.seq().saturating_sub(1), line.prev()));
                for head in gone.filter(|gone| gone.seq() > 0).into_iter().chain([chain.head()]) {
                    match self.witness.and_then(|witness| witness.agrees(head)) {
                        Some(true) => state.summary.witnessed += 1,
                        Some(false) => return fault(Reason::Witnessed),
                        None => {}
                    }
                }
                state.summary.first_seq = first.or(state.summary.first_seq);
            }
            visit(&entry).map_err(|error| match error.kind() {
                ErrorKind::Value => Stop::Fault(Fault::new(raw.number, Reason::Value)),
                _ => Stop::Error(error),
            })?;
        }
        Ok(())
    }
}

impl fmt::Debug for LogReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogReader").field("witness", &self.witness).finish_non_exhaustive()
    }
}

struct State {
    summary: Summary,
    whole: u64,
    unended: bool,
    usable: Usable,
}

enum Stop {
    Fault(Fault),
    Error(Error),
    Enough,
}

/// Whether a line that does not belong is the beginning of one: what a process leaves that ended while it wrote.
fn is_torn(raw: &Raw<'_>, chain: &Chain) -> bool {
    // In a chain, a line that was written has its line feed. The writer of older lines is not known that well.
    if raw.whole && (chain.has_begun() || ChainedLine::claims(raw.bytes)) {
        return false;
    }
    // What a power cut may leave where a line was to be.
    if !raw.whole && raw.bytes.iter().all(|byte| *byte == 0) {
        return true;
    }
    matches!(serde_json::from_slice::<IgnoredAny>(raw.bytes), Err(error) if error.is_eof())
}

fn missing(error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound { Error::new(ErrorKind::Missing) } else { error.into() }
}
