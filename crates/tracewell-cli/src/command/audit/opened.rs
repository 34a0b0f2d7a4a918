use std::io;
use std::path::Path;

use tracewell_audit::{Entry, Error, ErrorKind, LogReader, Summary, Witness};

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
    pub(super) fn new(path: &'p Path) -> Self {
        Self { path, name: Redactor::new().path(path) }
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
                "warning: {}: line {line} is torn, {bytes} bytes of a line that was never confirmed",
                self.name
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
