use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;

/// A log as it is named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Log {
    /// `-`
    StandardInput,
    File(PathBuf),
}

impl Log {
    /// Opens it; gzip is taken off.
    pub(super) fn open<'s>(&self, input: &'s mut (dyn Read + '_)) -> io::Result<Box<dyn Read + 's>> {
        match self {
            Self::StandardInput => Ok(Box::new(input)),
            Self::File(path) => decoded(File::open(path)?),
        }
    }
}

/// Takes the compression off, which is told by the first bytes and by no name.
fn decoded(mut file: File) -> io::Result<Box<dyn Read>> {
    const MAGIC: [u8; 2] = [0x1f, 0x8b];
    let mut first = Vec::with_capacity(MAGIC.len());
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut first)?;
    let gzip = first == MAGIC;
    let whole = Cursor::new(first).chain(file);
    if gzip {
        Ok(Box::new(MultiGzDecoder::new(BufReader::with_capacity(64 << 10, whole))))
    } else {
        Ok(Box::new(whole))
    }
}

impl Log {
    /// As it was named, for places in it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::StandardInput => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
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
