use std::sync::Arc;
use std::{error, fmt, io};

use crate::integrity::Fault;

/// Why the audit log could not be opened, read or written.
///
/// No text of an error holds a value of the log, and none but a [`Fault`] names a file.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    source: Option<Arc<io::Error>>,
    fault: Option<Arc<Fault>>,
    teams: Option<Arc<[String]>>,
}

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The log can't be read or written: a full disk, a read-only folder, a broken device.
    Io,
    /// A line is altered, missing, swapped or written twice; see [`Error::fault`].
    Broken,
    /// Another process holds the log, and did not let go of it in time.
    Locked,
    /// The event is longer than the log takes.
    TooLarge,
    /// More is waiting to be written than memory is set aside for.
    Busy,
    /// The log has been closed.
    Closed,
    /// A value has no JSON form, or what was read is not of the type that was asked for.
    Value,
    /// There is no such file.
    Missing,
    /// The state as of a time is asked for that is before what the log still holds.
    TooEarly,
    /// An id that is to be erased is in the lines of more than one team; see [`Error::teams`].
    SeveralTeams,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self { kind, source: None, fault: None, teams: None }
    }

    pub(crate) fn several_teams(teams: impl IntoIterator<Item = String>) -> Self {
        Self { teams: Some(teams.into_iter().collect()), ..Self::new(ErrorKind::SeveralTeams) }
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The line that breaks the chain, if it is that.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_deref()
    }

    /// The teams in whose lines an id is, if it is that; in order, as the lines have them.
    #[must_use]
    pub fn teams(&self) -> &[String] {
        self.teams.as_deref().unwrap_or_default()
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self { source: Some(Arc::new(error)), ..Self::new(ErrorKind::Io) }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self { fault: Some(Arc::new(fault)), ..Self::new(ErrorKind::Broken) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(fault) = &self.fault {
            return fault.fmt(f);
        }
        f.write_str(match self.kind {
            ErrorKind::Io => "the audit log cannot be read or written",
            ErrorKind::Broken => "the audit log is broken",
            ErrorKind::Locked => "another process holds the audit log",
            ErrorKind::TooLarge => "the event is longer than the audit log takes",
            ErrorKind::Busy => "too much is waiting for the audit log",
            ErrorKind::Closed => "the audit log is closed",
            ErrorKind::Value => "a value of the audit log is not what it should be",
            ErrorKind::TooEarly => "the audit log does not reach back to that time",
            ErrorKind::SeveralTeams => "the id is in lines of more than one team",
            ErrorKind::Missing => "there is no audit log of this name",
        })
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
