use crate::{Fault, Head};

/// What a log came to once it was read to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub(crate) lines: u64,
    pub(crate) older_lines: u64,
    pub(crate) erased: u64,
    pub(crate) files: u64,
    pub(crate) first_seq: Option<u64>,
    pub(crate) head: Option<Head>,
    pub(crate) torn: Option<TornTail>,
    pub(crate) witnessed: u64,
    pub(crate) known_break: Option<Fault>,
}

/// The beginning of a line that has no end. A process that is killed while it writes leaves such a one, which nobody was told
/// of; whether it was that, the file does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) bytes: u64,
}

impl Summary {
    /// Whole lines, of either form.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Lines of the older form, which have no hash: nothing but the chain behind them speaks for them.
    #[must_use]
    pub fn older_lines(&self) -> u64 {
        self.older_lines
    }

    /// Lines from which something was erased.
    #[must_use]
    pub fn erased(&self) -> u64 {
        self.erased
    }

    /// Files that were read.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.files
    }

    /// The number of the first line there is; above 1 if older segments are gone.
    #[must_use]
    pub fn first_seq(&self) -> Option<u64> {
        self.first_seq
    }

    /// The last line of the chain.
    #[must_use]
    pub fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// A last line that is not whole.
    #[must_use]
    pub fn torn(&self) -> Option<&TornTail> {
        self.torn.as_ref()
    }

    /// Where the chain was found broken earlier, and continued by decision of the service.
    #[must_use]
    pub fn known_break(&self) -> Option<&Fault> {
        self.known_break.as_ref()
    }

    /// Lines that a witness saw as they stand.
    #[must_use]
    pub fn witnessed(&self) -> u64 {
        self.witnessed
    }
}

impl TornTail {
    /// The name of the file, without its folder.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How much of it there is.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
