use std::error::Error;
use std::fmt;

/// A second, different principal was offered for work that has one.
///
/// Binding the same principal again is no error. The message names neither of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyBound;

impl fmt::Display for AlreadyBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the context is bound to another principal already")
    }
}

impl Error for AlreadyBound {}

/// Why [`bind`](crate::bind) did not bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BindError {
    /// The work belongs to another principal already.
    AlreadyBound,
    /// No context is current: the call was made outside any request, job or message.
    NoContext,
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyBound => AlreadyBound.fmt(f),
            Self::NoContext => f.write_str("no context is current"),
        }
    }
}

impl Error for BindError {}

impl From<AlreadyBound> for BindError {
    fn from(AlreadyBound: AlreadyBound) -> Self {
        Self::AlreadyBound
    }
}
