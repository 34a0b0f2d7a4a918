use std::fmt;

/// Where a log is not what was written: a file, a line, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    file: String,
    line: u64,
    reason: Reason,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It is not what its hash was made of, or not in the form of a line.
    Altered,
    /// Its number is not the next one: lines before it are missing, or it was moved.
    OutOfOrder {
        /// The number that should stand here.
        expected: u64,
        /// The number that does.
        found: u64,
    },
    /// It follows another line than the one before it.
    Unlinked,
    /// It is of the older form, which has no hash, and stands behind lines that have one.
    Unchained,
    /// The lines of the older form before it are not those that it was linked to.
    OlderAltered,
    /// Something of it was erased, and no `Erased` event says so.
    ErasedUnsaid,
    /// Its value is not what an event of its type has.
    Value,
    /// It is not of the form of any line of an audit log: another file, say.
    Foreign,
    /// Its time is not readable.
    Time,
    /// The lines behind a checkpoint are gone.
    Gone,
    /// It is not the line that a witness saw.
    Witnessed,
    /// A witness, or the service that writes it, saw this number, which is behind the end of the log.
    CutOff {
        /// The number that was seen.
        seen: u64,
    },
    /// The chain was found broken here when the log was opened, and continued behind the break.
    BrokenBefore,
}

impl Fault {
    pub(crate) fn new(line: u64, reason: Reason) -> Self {
        Self { file: String::new(), line, reason }
    }

    pub(crate) fn within(mut self, file: &str) -> Self {
        if self.file.is_empty() {
            file.clone_into(&mut self.file);
        }
        self
    }

    /// The name of the file, without its folder.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line in that file, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// What is wrong with it.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: line {}: ", self.file, self.line)?;
        match self.reason {
            Reason::Altered => f.write_str("altered: it is not what its hash was made of"),
            Reason::OutOfOrder { expected, found } if found > expected => {
                write!(f, "a gap: seq {found} stands where {expected} should, lines are missing or swapped")
            }
            Reason::OutOfOrder { expected, found } => {
                write!(f, "seq {found} stands where {expected} should: a line twice, or moved")
            }
            Reason::Unlinked => f.write_str("it follows another line than the one before it"),
            Reason::Unchained => f.write_str("no line of the chain: it was put there later"),
            Reason::OlderAltered => f.write_str("the older lines before it are not those that it was linked to"),
            Reason::ErasedUnsaid => f.write_str("content was removed, and no Erased event behind it says so"),
            Reason::Value => f.write_str("its value is not what an event of its type has"),
            Reason::Foreign => f.write_str("no line of an audit log: another file, or not what was written here"),
            Reason::Time => f.write_str("its time is not readable"),
            Reason::Gone => f.write_str("nothing stands here: the lines behind the checkpoint are gone"),
            Reason::Witnessed => f.write_str("rewritten: a witness saw another line of this number"),
            Reason::CutOff { seen } => write!(f, "the end was cut off: a witness saw the log up to seq {seen}"),
            Reason::BrokenBefore => f.write_str("the chain broke here, and was continued by decision of the service"),
        }
    }
}

impl std::error::Error for Fault {}
