use crate::Exit;

/// What a check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    Fails,
    /// No stage event, and that is not fine.
    Nothing,
    /// No stage event, and that is.
    Empty,
    /// Not every log could be read.
    Incomplete,
}

impl Verdict {
    pub(super) const fn exit(self) -> Exit {
        match self {
            Self::Holds | Self::Empty => Exit::OK,
            Self::Fails => Exit::with_code(1),
            Self::Nothing => Exit::with_code(3),
            Self::Incomplete => Exit::FAILED,
        }
    }

    /// A word for it, as reports use it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Holds => "ok",
            Self::Fails => "fail",
            Self::Nothing => "nothing",
            Self::Empty => "empty",
            Self::Incomplete => "incomplete",
        }
    }
}
