use crate::Hash;

/// The last line of a chain: its number and its hash, which stands for all lines before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    seq: u64,
    hash: Hash,
}

impl Head {
    /// A chain without a line.
    pub const NONE: Self = Self { seq: 0, hash: Hash::ZERO };

    /// The line of this number and hash.
    #[must_use]
    pub fn new(seq: u64, hash: Hash) -> Self {
        Self { seq, hash }
    }

    /// The number of the line, from 1; 0 if there is none.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> &Hash {
        &self.hash
    }
}
