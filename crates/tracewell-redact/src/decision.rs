use std::fmt;

use crate::Class;

/// What a [`Policy`](crate::Policy) says about a field, from its name alone.
///
/// Names are static at a callsite, so this is asked once and cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// The value may go out; text in it is still scanned for secrets.
    Keep,
    /// The name is outside the allowlist: the value becomes `[FILTERED]`.
    Filter,
    /// The name is sensitive: the value becomes `[REDACTED]`, whatever its type.
    Redact,
    /// The service chose an action for the values of this class: [`Policy::act_into`](crate::Policy::act_into) does it.
    /// Whoever cannot take the value as a text redacts it.
    Act(Class),
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "stays, its text scanned",
            Self::Filter => "becomes [FILTERED]",
            Self::Redact => "becomes [REDACTED]",
            Self::Act(_) => "is changed as its class",
        })
    }
}
