/// How much a subscriber did not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    count: Option<u64>,
}

impl Missed {
    pub(super) const fn some(count: u64) -> Self {
        Self { count: Some(count) }
    }

    /// Nobody knows: the id to resume after is another process's, or too old.
    pub(super) const fn unknown() -> Self {
        Self { count: None }
    }

    pub(super) fn and(self, further: Self) -> Self {
        Self { count: self.count.zip(further.count).map(|(one, other)| one + other) }
    }

    /// How many events; `None` where that can't be known.
    #[must_use]
    pub const fn count(self) -> Option<u64> {
        self.count
    }
}
