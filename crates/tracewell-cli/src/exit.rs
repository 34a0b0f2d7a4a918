use std::process::ExitCode;

/// How a command ended. What the codes between mean is the command's to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit(u8);

impl Exit {
    /// 0: all is well.
    pub const OK: Self = Self(0);
    /// 2: the command line made no sense, or something could not be read or written.
    pub const FAILED: Self = Self(2);

    pub(crate) const fn with_code(code: u8) -> Self {
        Self(code)
    }

    /// The number that the shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        self.0
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
