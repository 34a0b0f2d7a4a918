use std::error::Error;
use std::{fmt, io};

/// What stands where the log file should be cannot be one. The word is for the field `error_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unsuitable(&'static str);

impl Unsuitable {
    /// Whoever put it there decides what it points to.
    pub(super) const SYMBOLIC_LINK: Self = Self("symbolic_link");
    /// The file has another name too, and whoever gave it that decides what it is.
    #[cfg(unix)]
    pub(super) const HARD_LINK: Self = Self("hard_link");
    /// A directory, a pipe, a device.
    pub(super) const NOT_A_REGULAR_FILE: Self = Self("not_a_regular_file");
    /// Every name that this process could take belongs to another one.
    pub(super) const NO_FREE_NAME: Self = Self("no_free_name");

    pub(crate) const fn word(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Unsuitable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Unsuitable {}

impl From<Unsuitable> for io::Error {
    fn from(unsuitable: Unsuitable) -> Self {
        Self::other(unsuitable)
    }
}
