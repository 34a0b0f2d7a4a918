use sha2::{Digest as _, Sha256};

use super::coverage::{Coverage, Place};
use super::{Fault, Head, Reason};
use crate::Hash;
use crate::line::{ChainedLine, OlderLine};

/// Follows the lines of a log and says which is the first that does not belong.
#[derive(Debug)]
pub(crate) struct Chain {
    head: Head,
    /// The hash that the next line must name.
    tip: Hash,
    begun: bool,
    older: Sha256,
    older_lines: u64,
    /// Set if the first line of the chain was linked to other older lines than stand there.
    older_differ: Option<(usize, u64, Hash)>,
    coverage: Coverage,
    file: usize,
}

/// A line that belongs.
#[derive(Debug)]
pub(crate) enum Link<'l> {
    Chained(ChainedLine<'l>),
    Older(OlderLine<'l>),
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self::behind(Head::NONE)
    }

    /// A chain whose lines up to `head` are somewhere else.
    pub(crate) fn behind(head: Head) -> Self {
        Self {
            head,
            tip: *head.hash(),
            begun: head.seq() > 0,
            older: Sha256::new(),
            older_lines: 0,
            older_differ: None,
            coverage: Coverage::default(),
            file: 0,
        }
    }

    pub(crate) fn next_file(&mut self) {
        self.file += 1;
    }

    pub(crate) fn head(&self) -> Head {
        self.head
    }

    pub(crate) fn older_lines(&self) -> u64 {
        self.older_lines
    }

    /// What the next line has to name as the one before it.
    pub(crate) fn tip(&self) -> Hash {
        if self.begun || self.older_lines == 0 { self.tip } else { Hash::finish(self.older.clone()) }
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.begun
    }

    /// Judges the next line.
    pub(crate) fn accept<'l>(&mut self, number: u64, bytes: &'l [u8]) -> Result<Link<'l>, Fault> {
        let fault = |reason| Err(Fault::new(number, reason));
        if !ChainedLine::claims(bytes) {
            let Some(older) = OlderLine::parse(bytes) else { return fault(Reason::Altered) };
            if self.begun {
                return fault(Reason::Unchained);
            }
            self.older.update(bytes);
            self.older.update(b"\n");
            self.older_lines += 1;
            return Ok(Link::Older(older));
        }
        let Some(line) = ChainedLine::parse(bytes) else { return fault(Reason::Altered) };
        if line.expected_hash() != line.hash() {
            return fault(Reason::Altered);
        }
        let expected = self.head.seq() + 1;
        if line.seq() != expected {
            return fault(Reason::OutOfOrder { expected, found: line.seq() });
        }
        let tip = self.tip();
        if line.prev() != tip {
            if self.begun || self.older_lines == 0 {
                return fault(Reason::Unlinked);
            }
            // Some of them may have been erased: the event that says so is still to come.
            self.older_differ = Some((self.file, number, tip));
        }
        let erased = line.kind() == b"\"Erased\"";
        if line.user().is_erased() || line.value().is_erased() {
            if erased {
                return fault(Reason::Altered);
            }
            self.coverage.found(line.seq(), Place { file: self.file, line: number });
        }
        if erased
            && let Some(value) = line.value().text()
            && self.coverage.say(line.seq(), value).is_none()
        {
            return fault(Reason::Value);
        }
        self.begun = true;
        self.tip = line.hash();
        self.head = Head::new(line.seq(), line.hash());
        Ok(Link::Chained(line))
    }

    /// What only shows at the end; the first number says in which file.
    pub(crate) fn finish(&self) -> Result<(), (usize, Fault)> {
        if let Some((file, line, older)) = self.older_differ
            && !self.coverage.says_older(&older)
        {
            return Err((file, Fault::new(line, Reason::OlderAltered)));
        }
        self.coverage.unsaid().map_or(Ok(()), Err)
    }
}
