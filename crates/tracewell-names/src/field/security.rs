//! Denials and signals of abuse.

/// Code of [`crate::violation`].
pub const VIOLATION: &str = "violation";
/// Family of the violation.
pub const CATEGORY: &str = "category";
/// How grave the violation is.
pub const SEVERITY: &str = "severity";
/// Code in the OWASP logging vocabulary.
pub const OWASP: &str = "owasp";
/// The team that was asked for, where it is not the caller's.
pub const REQUESTED_TEAM_ID: &str = "requested_team_id";
/// First eight characters of a token's id.
pub const JTI_PREFIX: &str = "jti_prefix";
/// Violations counted in the window.
pub const COUNT: &str = "count";
/// Count at which the signal is given.
pub const THRESHOLD: &str = "threshold";
/// Length of the window in seconds.
pub const WINDOW_SECONDS: &str = "window_seconds";
