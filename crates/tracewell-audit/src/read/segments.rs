use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Digits of a sealed segment's number.
const DIGITS: usize = 6;
const BROKEN: &str = "broken";

/// The files of a log, in the order of their lines: sealed segments, then the one that is written.
#[derive(Debug)]
pub(crate) struct Segments {
    pub(crate) sealed: Vec<Segment>,
    pub(crate) active: PathBuf,
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
        let mut sealed = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if let Some(segment) = Segment::of(active, path) {
                sealed.push(segment);
            }
        }
        sealed.sort_unstable();
        Ok(Self { sealed, active: active.to_owned() })
    }

    /// What the active file will be called once it is sealed.
    pub(crate) fn next_sealed(&self, broken: bool) -> Segment {
        let number = self.sealed.last().map_or(1, |last| last.number + 1);
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
        let mut name = OsString::from(&self.path);
        name.push(format!(".{BROKEN}"));
        name.into()
    }

    fn of(active: &Path, path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let suffix = name.strip_prefix(active.file_name()?.to_str()?)?.strip_prefix('.')?;
        let (number, broken) = match suffix.split_once('.') {
            Some((number, BROKEN)) => (number, true),
            Some(_) => return None,
            None => (suffix, false),
        };
        let digits = number.len() >= DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| number.parse().ok())??;
        Some(Self { number, broken, path })
    }
}

/// The name of a file without its folder.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
