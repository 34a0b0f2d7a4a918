use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;

use super::coding::Coding;
use super::utf16::Utf16;
use crate::output::Redactor;

/// A log as it is named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Log {
    /// `-`
    StandardInput,
    File(PathBuf),
}

impl Log {
    /// Opens it; gzip is taken off, and UTF-16 made UTF-8.
    pub(super) fn open<'s>(&self, input: &'s mut (dyn Read + '_)) -> io::Result<Box<dyn Read + 's>> {
        match self {
            Self::StandardInput => decoded(input),
            Self::File(path) => decoded(File::open(path)?),
        }
    }
}

/// Takes off how it is stored: the compression, and two bytes for each character.
fn decoded<'s>(input: impl Read + 's) -> io::Result<Box<dyn Read + 's>> {
    let (coding, whole) = begun(input)?;
    Ok(match coding {
        Coding::Plain => Box::new(whole),
        // What is compressed is no archive in an archive.
        Coding::Gzip => {
            let (coding, whole) = begun(MultiGzDecoder::new(BufReader::with_capacity(64 << 10, whole)))?;
            match coding {
                Coding::Utf16 { big_endian } => Box::new(Utf16::new(whole, big_endian)),
                _ => Box::new(whole),
            }
        }
        Coding::Utf16 { big_endian } => Box::new(Utf16::new(whole, big_endian)),
        Coding::Utf32 => return Err(io::Error::new(ErrorKind::InvalidData, "it is UTF-32, which is not read")),
    })
}

/// How an input is stored, and the whole of it.
fn begun<R: Read>(mut input: R) -> io::Result<(Coding, impl Read)> {
    let mut first = vec![0; Coding::LOOKED_AT];
    let mut read = 0;
    // What comes bit by bit is not waited for longer than it takes to know a compression.
    while read < 2 {
        match input.read(first.get_mut(read..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    first.truncate(read);
    Ok((Coding::of(&first), Cursor::new(first).chain(input)))
}

impl Log {
    /// How many bytes will be read of it, where that can be known: not of a stream, nor of what is compressed.
    pub(super) fn plain_size(&self) -> Option<u64> {
        let Self::File(path) = self else { return None };
        let there = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let (coding, _) = begun(File::open(path).ok()?).ok()?;
        (coding == Coding::Plain).then_some(there.len())
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
