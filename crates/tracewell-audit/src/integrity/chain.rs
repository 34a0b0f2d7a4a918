use serde::Deserialize;
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
    start: Start,
}

/// What the first line of a chain has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// The first there ever was.
    First,
    /// That of a checkpoint, which is linked to a line that is gone.
    Checkpoint,
    /// The event that names a checkpoint by what it was linked to, its entries and its last hash.
    Behind { linked: Option<Hash>, entries: u64, state: Hash },
}

/// The value of the event that names a checkpoint.
#[derive(Deserialize)]
struct Said {
    seq: u64,
    hash: String,
    entries: u64,
    state: String,
}

/// A line that belongs.
#[derive(Debug)]
pub(crate) enum Link<'l> {
    Chained(ChainedLine<'l>),
    Older(OlderLine<'l>),
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self::starting(Start::First)
    }

    /// The chain of a checkpoint's own.
    pub(crate) fn of_checkpoint() -> Self {
        Self::starting(Start::Checkpoint)
    }

    /// The chain whose beginning is gone, and for which a checkpoint stands.
    pub(crate) fn behind(checkpoint: &Self) -> Self {
        let linked = match checkpoint.start {
            Start::Behind { linked, .. } => linked,
            _ => None,
        };
        Self::starting(Start::Behind { linked, entries: checkpoint.head.seq(), state: checkpoint.tip })
    }

    fn starting(start: Start) -> Self {
        Self {
            head: Head::NONE,
            tip: Hash::ZERO,
            begun: false,
            start,
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
            let Some(older) = OlderLine::parse(bytes) else {
                return fault(if is_foreign(bytes) { Reason::Foreign } else { Reason::Altered });
            };
            if self.begun || self.start != Start::First {
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
        if !self.begun && self.start != Start::First {
            self.begin(&line).ok_or_else(|| Fault::new(number, Reason::Unlinked))?;
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

    /// Takes the first line of a chain that does not begin with itself.
    fn begin(&mut self, line: &ChainedLine<'_>) -> Option<()> {
        match self.start {
            Start::First => return Some(()),
            // Kept for the event that must say the same.
            Start::Checkpoint => {
                self.start = Start::Behind { linked: Some(line.prev()), entries: 0, state: Hash::ZERO }
            }
            Start::Behind { linked, entries, state } => {
                let said: Said = serde_json::from_slice(line.value().text()?).ok()?;
                let same = line.kind() == b"\"Checkpoint\""
                    && said.seq.checked_add(1)? == line.seq()
                    && said.hash == line.prev().as_str()
                    && linked.is_none_or(|linked| linked == line.prev())
                    && said.entries == entries
                    && (entries == 0 || said.state == state.as_str());
                if !same {
                    return None;
                }
                self.head = Head::new(said.seq, line.prev());
            }
        }
        self.tip = line.prev();
        self.begun = true;
        Some(())
    }

    /// What only shows at the end of a checkpoint: whether events of the chain behind it say what was erased.
    pub(crate) fn finish_checkpoint(&self, chain: &Self) -> Result<(), (usize, Fault)> {
        self.coverage.unsaid_by(&chain.coverage.of_checkpoint()).map_or(Ok(()), Err)
    }

    /// What only shows at the end; the first number says in which file.
    pub(crate) fn finish(&self) -> Result<(), (usize, Fault)> {
        if let Some((file, line, older)) = self.older_differ
            && !self.coverage.says_older(&older)
        {
            return Err((file, Fault::new(line, Reason::OlderAltered)));
        }
        self.coverage.unsaid_by(&self.coverage.said).map_or(Ok(()), Err)
    }
}

/// Whether a line was never one of an audit log: it has nothing of what each of those has.
fn is_foreign(bytes: &[u8]) -> bool {
    let names = ["\"type\"", "\"prev\""];
    !names.iter().any(|name| memchr::memmem::find(bytes, name.as_bytes()).is_some())
}
