use std::fmt;

/// Something about a [`Policy`](crate::Policy) that its operator should know: said once at the start, by whoever builds the policy.
///
/// Holds names of variables and fields, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// `PII_FILTERING_ENABLED=false` was ignored: it works in development only. The event is `pii_filtering_forced`.
    FilteringForced,
    /// This environment variable does not parse; the safe default holds. The event is `config_invalid`.
    InvalidVariable(&'static str),
    /// The allowlist names this field, but it is sensitive and stays redacted.
    AllowedButSensitive(String),
    /// The service declared this field harmless.
    DeclaredHarmless {
        /// The field, as the service spelled it.
        name: String,
        /// The service's reason.
        reason: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FilteringForced => {
                f.write_str("PII_FILTERING_ENABLED=false works in development only and is ignored")
            }
            Self::InvalidVariable(variable) => {
                write!(f, "{variable} does not parse and is ignored")
            }
            Self::AllowedButSensitive(name) => {
                write!(f, "`{}` is allowed, but sensitive: it stays redacted", name.escape_debug())
            }
            Self::DeclaredHarmless { name, reason } => {
                write!(f, "`{}` is declared harmless: {reason}", name.escape_debug())
            }
        }
    }
}
