use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What was erased, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    pub(super) lines: u64,
    pub(super) mentions: u64,
    pub(super) of: BTreeMap<(String, String), u64>,
    pub(super) checkpoints: Vec<PathBuf>,
}

impl Erasure {
    /// Lines from which something was removed.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The same by team, empty where there is none, and type: `("acme", "Item created", 3)`, in order.
    pub fn of(&self) -> impl Iterator<Item = (&str, &str, u64)> {
        self.of.iter().map(|((team, kind), lines)| (team.as_str(), kind.as_str(), *lines))
    }

    /// Lines that hold the id still: inside a longer text, as the name of a member, as a link's end, as a correlation id, or in
    /// another team. What they say belongs to others; look at them, and erase those objects too where they must go.
    #[must_use]
    pub fn mentions(&self) -> u64 {
        self.mentions
    }

    /// Checkpoints that were removed, for they held what is erased and nothing depended on them: the segments before them are
    /// needed again, until another one is written.
    pub fn checkpoints(&self) -> impl Iterator<Item = &Path> {
        self.checkpoints.iter().map(PathBuf::as_path)
    }
}
