use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Lines;
use crate::disk::folder_of;
use crate::line::{ChainedLine, Hash};

/// Digits of a sealed segment's number.
const DIGITS: usize = 6;
const BROKEN: &str = "broken";
const CHECKPOINT: &str = "checkpoint";
/// What is not whole yet, or what was made of it earlier.
const UNFINISHED: [&str; 2] = [".writing", ".erasing"];

/// The files of a log, in the order of their lines: sealed segments, then the one that is written.
#[derive(Debug)]
pub(crate) struct Segments {
    pub(crate) sealed: Vec<Segment>,
    pub(crate) active: PathBuf,
    /// The state that stands for segments which are gone, and the number of the last of them.
    pub(crate) checkpoint: Option<(u64, PathBuf)>,
    /// Checkpoints that nothing depends on: the segments are still there.
    pub(crate) spare: Vec<PathBuf>,
    /// The highest number that was ever given.
    highest: u64,
}

/// A sealed segment: `audit.jsonl.000001`, or `audit.jsonl.000001.broken`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Segment {
    pub(crate) number: u64,
    pub(crate) broken: bool,
    pub(crate) path: PathBuf,
}

impl Segments {
    /// # Errors
    ///
    /// The folder can't be read.
    pub(crate) fn of(active: &Path) -> io::Result<Self> {
        let (mut sealed, mut checkpoints) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(folder_of(active))? {
            match Segment::of(active, entry?.path()) {
                Some((segment, false)) => sealed.push(segment),
                Some((segment, true)) => checkpoints.push((segment.number, segment.path)),
                None => {}
            }
        }
        sealed.sort_unstable();
        let numbers = sealed.iter().map(|segment| segment.number);
        let highest = numbers.chain(checkpoints.iter().map(|(number, _)| *number)).max().unwrap_or_default();
        // The one that the first line names, however much was begun since and not finished. If none is, the one whose number
        // is before the first that there is: reading it tells what is wrong.
        let gone = sealed.first().map(|first| first.number - 1);
        checkpoints.sort_unstable();
        let named = match checkpoints.is_empty() {
            true => Named::Any,
            false => Named::by(sealed.iter().map(|segment| segment.path.as_path()).chain([active]))?,
        };
        let candidates = || checkpoints.iter().filter(|_| named != Named::None);
        let before = candidates().rfind(|(number, _)| gone.is_none_or(|gone| gone == *number));
        let chosen = candidates().rfind(|(_, path)| named.is(path).unwrap_or_default()).or(before);
        let checkpoint = chosen.cloned();
        checkpoints.retain(|candidate| Some(candidate) != checkpoint.as_ref());
        let spare = checkpoints.into_iter().map(|(_, path)| path).collect();
        Ok(Self { sealed, active: active.to_owned(), checkpoint, spare, highest })
    }

    /// Whether nothing was ever written.
    pub(crate) fn are_missing(&self) -> bool {
        self.sealed.is_empty() && self.checkpoint.is_none() && !self.active.exists()
    }

    /// Files that were never finished.
    pub(crate) fn leftovers(active: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder_of(active))? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let of = UNFINISHED.iter().find_map(|suffix| name.strip_suffix(suffix)).map(|of| path.with_file_name(of));
            if of.is_some_and(|of| of == active || Segment::of(active, of).is_some()) {
                found.push(path);
            }
        }
        Ok(found)
    }

    /// What the active file will be called once it is sealed.
    pub(crate) fn next_sealed(&self, broken: bool) -> Segment {
        let number = self.highest + 1;
        let mut name = OsString::from(&self.active);
        name.push(format!(".{number:0DIGITS$}"));
        if broken {
            name.push(format!(".{BROKEN}"));
        }
        Segment { number, broken, path: name.into() }
    }
}

impl Segment {
    /// What it is called once it is known to be broken.
    pub(crate) fn as_broken(&self) -> PathBuf {
        self.with(BROKEN)
    }

    /// What the checkpoint is called that stands for it and for all before it.
    pub(crate) fn checkpoint(&self) -> PathBuf {
        self.with(CHECKPOINT)
    }

    fn with(&self, kind: &str) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(format!(".{kind}"));
        name.into()
    }

    /// A file of a log, and whether it is a checkpoint.
    fn of(active: &Path, path: PathBuf) -> Option<(Self, bool)> {
        let name = path.file_name()?.to_str()?;
        let suffix = name.strip_prefix(active.file_name()?.to_str()?)?.strip_prefix('.')?;
        let (number, kind) = suffix.split_once('.').unwrap_or((suffix, ""));
        if !["", BROKEN, CHECKPOINT].contains(&kind) {
            return None;
        }
        let digits = number.len() >= DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| number.parse().ok())??;
        let (broken, checkpoint) = (kind == BROKEN, kind == CHECKPOINT);
        (number > 0).then_some((Self { number, broken, path }, checkpoint))
    }
}

/// The checkpoint that the first line of a log names.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    /// There is no line that would say.
    Any,
    /// It begins with itself.
    None,
    /// One that was linked to this line, and holds nothing if there was nothing.
    Linked { to: Hash, empty: bool },
}

#[derive(Deserialize)]
struct Said {
    entries: u64,
}

impl Named {
    fn by<'p>(files: impl Iterator<Item = &'p Path>) -> io::Result<Self> {
        for path in files {
            let file = match File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                file => file?,
            };
            let mut lines = Lines::new(file);
            let Some(first) = lines.next(&mut |_| {})? else { continue };
            let Some(line) = ChainedLine::parse(first.bytes) else {
                // One that was torn says nothing. Neither does one that was altered, which is for who reads it.
                let claims = ChainedLine::claims(first.bytes);
                return Ok(if claims || !first.whole { Self::Any } else { Self::None });
            };
            if line.kind() != b"\"Checkpoint\"" {
                return Ok(Self::None);
            }
            let said = line.value().text().and_then(|value| serde_json::from_slice::<Said>(value).ok());
            return Ok(Self::Linked { to: line.prev(), empty: said.is_some_and(|said| said.entries == 0) });
        }
        Ok(Self::Any)
    }

    /// Whether a checkpoint is the one.
    fn is(&self, checkpoint: &Path) -> io::Result<bool> {
        let Self::Linked { to, empty } = self else { return Ok(false) };
        let mut lines = Lines::new(File::open(checkpoint)?);
        let Some(first) = lines.next(&mut |_| {})? else { return Ok(*empty) };
        Ok(!empty && ChainedLine::parse(first.bytes).is_some_and(|line| line.prev() == *to))
    }
}

/// The name of a file without its folder.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
