use std::fmt;

/// Why a [`Policy`](crate::Policy) could not be built. It names names, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    name: String,
}

/// What kind of [`Error`] it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A name was declared harmless that no short word hits: it is sensitive by a stronger rule, or not at all.
    NotAShortWord,
    /// A name was declared harmless without a reason.
    NoReason,
    /// A personal parameter was named as it stands in no route: empty, or with its braces.
    NotAParameter,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, name: &str) -> Self {
        Self { kind, name: name.to_owned() }
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The field name in question.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.escape_debug();
        match self.kind {
            ErrorKind::NotAShortWord => write!(
                f,
                "`{name}` cannot be declared harmless: only names that a short word alone makes sensitive can"
            ),
            ErrorKind::NotAParameter => {
                write!(f, "`{name}` is no name of a path parameter: `ip` is that of `/v1/geo/{{ip}}`")
            }
            ErrorKind::NoReason => write!(f, "`{name}` is declared harmless without a reason"),
        }
    }
}

impl std::error::Error for Error {}
