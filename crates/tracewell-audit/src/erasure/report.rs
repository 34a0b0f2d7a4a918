/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    pub(super) lines: u64,
    pub(super) mentions: u64,
}

impl Erasure {
    /// Lines from which something was removed.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Lines that hold the id still: inside a longer text, as a link's end, or as a correlation id. What they say belongs to
    /// others; look at them, and erase those objects too where they must go.
    #[must_use]
    pub fn mentions(&self) -> u64 {
        self.mentions
    }
}
