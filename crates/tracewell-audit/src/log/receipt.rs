use crate::{Hash, Head};

/// What the log says about an event that it has taken: its number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt(pub(super) Head);

impl Receipt {
    /// The number of its line.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.0.seq()
    }

    /// The hash of its line, which stands for all lines before it too.
    #[must_use]
    pub fn hash(&self) -> &Hash {
        self.0.hash()
    }
}
