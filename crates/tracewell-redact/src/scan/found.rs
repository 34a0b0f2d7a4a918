use tracewell_names::marker;

use crate::{Kind, Reason};

/// A stretch of text to replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mask: Mask,
}

/// What replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mask {
    /// The value of a pair under a sensitive name.
    Name,
    Kind(Kind),
}

impl Mask {
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Name => Reason::Name,
            Self::Kind(kind) => Reason::Kind(kind),
        }
    }

    pub(super) fn write(self, out: &mut String) {
        match self {
            Self::Name => out.push_str(marker::REDACTED),
            Self::Kind(kind) => {
                out.push_str(marker::KIND_PREFIX);
                out.push_str(kind.as_str());
                out.push_str(marker::KIND_SUFFIX);
            }
        }
    }
}

/// What a finder says about a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Found(Found),
    /// Nothing here, and nothing this finder would find before `resume`.
    Clean {
        resume: usize,
    },
}

impl Verdict {
    pub(super) fn secret(kind: Kind, start: usize, end: usize) -> Self {
        Self::Found(Found { start, end, mask: Mask::Kind(kind) })
    }

    pub(super) fn value(start: usize, end: usize) -> Self {
        Self::Found(Found { start, end, mask: Mask::Name })
    }
}
