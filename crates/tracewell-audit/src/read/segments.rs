use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Digits of a sealed segment's number.
const DIGITS: usize = 6;
const BROKEN: &str = "broken";
const CHECKPOINT: &str = "checkpoint";

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
        let folder = match active.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let (mut sealed, mut checkpoints) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(folder)? {
            match Segment::of(active, entry?.path()) {
                Some((segment, false)) => sealed.push(segment),
                Some((segment, true)) => checkpoints.push((segment.number, segment.path)),
                None => {}
            }
        }
        sealed.sort_unstable();
        let numbers = sealed.iter().map(|segment| segment.number);
        let highest = numbers.chain(checkpoints.iter().map(|(number, _)| *number)).max().unwrap_or_default();
        // It stands for all up to its number: used if the next one is the first that there is.
        let gone = sealed.first().map_or(highest, |first| first.number - 1);
        let at = checkpoints.iter().position(|(number, _)| gone > 0 && *number == gone);
        let checkpoint = at.map(|at| checkpoints.swap_remove(at));
        let spare = checkpoints.into_iter().map(|(_, path)| path).collect();
        Ok(Self { sealed, active: active.to_owned(), checkpoint, spare, highest })
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

/// The name of a file without its folder.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
