use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use tracewell_audit::{Entry, Error, ErrorKind, LogReader, Summary, Witness};

use super::counted::counted;
use crate::input::Progress;
use crate::output::Redactor;
use crate::{Exit, Streams};

/// The chain is broken.
const BROKEN: Exit = Exit::with_code(1);

/// An audit log as it is named on the command line.
pub(super) struct Opened<'p> {
    path: &'p Path,
    name: String,
}

impl<'p> Opened<'p> {
    /// `None`, and why, if it can't be one.
    pub(super) fn of(path: &'p Path, streams: &mut Streams<'_>) -> Option<Self> {
        let name = Redactor::new().path(path);
        if path.as_os_str() == "-" {
            streams.tell("an audit log is a file, with its segments beside it: standard input cannot be read as one");
            return None;
        }
        if is_compressed(path) {
            streams.tell(&format!("{name} is compressed: unpack it first, an audit log is read as it was written"));
            return None;
        }
        Some(Self { path, name })
    }

    /// Reads all of it, and says that the last line is torn if it is.
    pub(super) fn read(
        &self,
        witness: Option<&Witness>,
        streams: &mut Streams<'_>,
        mut each: impl FnMut(&Entry<'_>, &mut dyn io::Write) -> Result<(), Error>,
    ) -> Result<Summary, Error> {
        let mut progress = Progress::new(streams.progress);
        let Streams { output, errors, .. } = streams;
        let mut reader = LogReader::new(self.path).progress(|bytes| progress.add(bytes, &mut *errors));
        if let Some(witness) = witness {
            reader = reader.witness(witness);
        }
        let read = reader.read(|entry| each(entry, &mut **output));
        progress.clear(&mut *errors);
        if let Some(torn) = read.as_ref().ok().and_then(Summary::torn) {
            let (line, bytes) = (torn.line(), torn.bytes());
            streams.tell(&format!(
                "warning: {}: line {line} is torn, {} of a line without its end: what a crash leaves in the middle of \
                 writing; whether it was longer once, a witness may know",
                self.name,
                counted(bytes, "byte"),
            ));
        }
        read
    }

    /// What is wrong, in the words of the command, and its exit code.
    pub(super) fn refusal(&self, error: &Error) -> (String, Exit) {
        let name = &self.name;
        let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
        match (error.kind(), error.fault()) {
            (_, Some(fault)) => (Redactor::new().text(&fault.to_string()), BROKEN),
            (ErrorKind::Missing, _) => (format!("cannot read {name}: there is no such file"), Exit::FAILED),
            (ErrorKind::TooEarly, _) => (
                format!("{name} does not reach back to that time: it begins with a checkpoint that was written later"),
                Exit::FAILED,
            ),
            (ErrorKind::SeveralTeams, _) => {
                let teams: Vec<_> = error.teams().iter().map(|team| Redactor::new().text(team)).collect();
                let teams = teams.join(", ");
                (
                    format!(
                        "the id is in lines of several teams: {teams}; say --team TEAM, or --all-teams if it is one and the same"
                    ),
                    Exit::FAILED,
                )
            }
            (ErrorKind::Locked, _) => {
                (format!("{name} is open in another process: stop it first, or see --wait"), Exit::FAILED)
            }
            _ => (format!("cannot read or write {name}{source}"), Exit::FAILED),
        }
    }

    /// Says what is wrong on the third stream.
    pub(super) fn refuse(&self, error: &Error, streams: &mut Streams<'_>) -> Exit {
        let (sentence, exit) = self.refusal(error);
        streams.tell(&sentence);
        exit
    }
}

/// Whether a file begins as gzip, zstd, xz or bzip2 do.
fn is_compressed(path: &Path) -> bool {
    let mut first = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    let magic: [&[u8]; 4] = [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd], &[0xfd, b'7', b'z'], b"BZh"];
    read.is_ok() && magic.iter().any(|magic| first.starts_with(magic))
}
