use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// A log as it is named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Log {
    /// `-`
    StandardInput,
    File(PathBuf),
}

impl Log {
    pub(super) fn open<'s>(&self, input: &'s mut (dyn Read + '_)) -> io::Result<Box<dyn Read + 's>> {
        match self {
            Self::StandardInput => Ok(Box::new(input)),
            Self::File(path) => Ok(Box::new(File::open(path)?)),
        }
    }
}

impl From<OsString> for Log {
    fn from(name: OsString) -> Self {
        if name == "-" { Self::StandardInput } else { Self::File(name.into()) }
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandardInput => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}
