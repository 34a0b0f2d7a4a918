use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;

use crate::output::Redactor;

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
            Self::StandardInput => decoded(input),
            Self::File(path) => decoded(File::open(path)?),
        }
    }
}

/// Takes the compression off, which is told by the first bytes and by no name.
fn decoded<'s>(input: impl Read + 's) -> io::Result<Box<dyn Read + 's>> {
    let (gzip, whole) = begun(input)?;
    if gzip {
        Ok(Box::new(MultiGzDecoder::new(BufReader::with_capacity(64 << 10, whole))))
    } else {
        Ok(Box::new(whole))
    }
}

/// Whether an input is compressed, and the whole of it.
fn begun<R: Read>(mut input: R) -> io::Result<(bool, impl Read)> {
    const MAGIC: [u8; 2] = [0x1f, 0x8b];
    let mut first = Vec::with_capacity(MAGIC.len());
    input.by_ref().take(MAGIC.len() as u64).read_to_end(&mut first)?;
    Ok((first == MAGIC, Cursor::new(first).chain(input)))
}

impl Log {
    /// How many bytes will be read of it, where that can be known: not of a stream, nor of what is compressed.
    pub(super) fn plain_size(&self) -> Option<u64> {
        let Self::File(path) = self else { return None };
        let there = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let (gzip, _) = begun(File::open(path).ok()?).ok()?;
        (!gzip).then_some(there.len())
    }

    /// As it was named, for places in it; whatever is in such a name, it can be shown.
    pub(crate) fn name(&self, redactor: &Redactor) -> String {
        match self {
            Self::StandardInput => "-".to_owned(),
            Self::File(path) => redactor.path(path),
        }
    }

    /// The same for a sentence.
    pub(super) fn spoken(&self) -> String {
        match self {
            Self::StandardInput => "standard input".to_owned(),
            Self::File(path) => Redactor::new().path(path),
        }
    }
}

impl From<OsString> for Log {
    fn from(name: OsString) -> Self {
        if name == "-" { Self::StandardInput } else { Self::File(name.into()) }
    }
}
