use std::fmt;

use tracewell_names::violation::{CROSS_TENANT_ACCESS, PERMISSION_DENIED};

/// Why somebody may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Denied {
    /// It belongs to another team.
    OtherTeam,
    /// A role or a right is missing.
    Permission,
}

impl Denied {
    /// The code of `tracewell_names::violation`.
    #[must_use]
    pub fn violation(self) -> &'static str {
        match self {
            Self::OtherTeam => CROSS_TENANT_ACCESS,
            Self::Permission => PERMISSION_DENIED,
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherTeam => "it belongs to another team",
            Self::Permission => "a permission is missing",
        })
    }
}

impl std::error::Error for Denied {}
