/// What scrubbing a text came to.
///
/// Only the beginning of a very long text is scanned. What lies beyond is never emitted, and neither is what touches the
/// edge, because it may be half a secret. See [`Policy::scrub_window`](crate::Policy::scrub_window).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Scrubbed {
    pub(super) clean: bool,
    pub(super) kept: usize,
    pub(super) left_out: usize,
}

impl Scrubbed {
    pub(crate) const fn untouched(len: usize) -> Self {
        Self { clean: true, kept: len, left_out: 0 }
    }

    /// Whether nothing was replaced: the first [`kept`](Self::kept) bytes of the text may go out as they are, and
    /// nothing was written.
    #[must_use]
    pub const fn is_clean(self) -> bool {
        self.clean
    }

    /// How many bytes of the text, from its start, the result stands for.
    #[must_use]
    pub const fn kept(self) -> usize {
        self.kept
    }

    /// How many bytes at the end of the text the result leaves out.
    #[must_use]
    pub const fn left_out(self) -> usize {
        self.left_out
    }
}
