use std::error::Error;
use std::fmt;

/// Why a flow specification makes no sense, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    line: usize,
    reason: String,
}

impl SpecError {
    pub(super) fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong there.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl Error for SpecError {}
