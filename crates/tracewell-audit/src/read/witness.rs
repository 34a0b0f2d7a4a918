use std::collections::BTreeMap;

use crate::{Hash, Head};

/// What somebody else saw of a chain: numbers and hashes of lines, as `audit_checkpoint` events tell them.
///
/// A hash chain alone cannot show that its end was cut off, or that all of it was written anew. Somebody who remembers
/// one hash from behind the change can.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    seen: BTreeMap<u64, Hash>,
    /// The first number that was seen with two hashes.
    torn: Option<u64>,
}

impl Witness {
    /// Somebody who has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line that was seen.
    pub fn saw(&mut self, head: Head) {
        let earlier = self.seen.insert(head.seq(), *head.hash());
        if earlier.is_some_and(|earlier| earlier != *head.hash()) && self.torn.is_none_or(|torn| torn > head.seq()) {
            self.torn = Some(head.seq());
        }
    }

    /// How many lines were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether none was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Whether this line is the one that was seen; `None` if none of this number was.
    pub(crate) fn agrees(&self, head: Head) -> Option<bool> {
        let seen = self.seen.get(&head.seq())?;
        Some(seen == head.hash() && self.torn != Some(head.seq()))
    }

    /// The last number that was seen.
    pub(crate) fn last(&self) -> Option<u64> {
        self.seen.last_key_value().map(|(seq, _)| *seq)
    }
}
