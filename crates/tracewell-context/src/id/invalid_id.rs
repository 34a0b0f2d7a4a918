use std::error::Error;
use std::fmt;

/// An identifier that was refused. It says why, never what.
///
/// ```
/// use tracewell_context::{InvalidId, TeamId};
///
/// assert_eq!(TeamId::new(""), Err(InvalidId::Empty));
/// assert_eq!(TeamId::new("two words"), Err(InvalidId::Character));
/// assert_eq!(TeamId::new("t".repeat(129)), Err(InvalidId::TooLong));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidId {
    /// There was nothing.
    Empty,
    /// Longer than 128 characters.
    TooLong,
    /// A character outside the allowed set.
    Character,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "identifier is empty",
            Self::TooLong => "identifier is longer than 128 characters",
            Self::Character => "identifier holds a character that is not allowed",
        })
    }
}

impl Error for InvalidId {}
