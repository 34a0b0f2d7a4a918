//! Outcomes of stages.

/// The stage began.
pub const START: &str = "start";
/// Done.
pub const OK: &str = "ok";
/// Done, with a stored value.
pub const FROM_CACHE: &str = "from_cache";
/// Done, with a fresh value.
pub const RESOLVED: &str = "resolved";
/// Done, with a value the token carried; has no start.
pub const FROM_TOKEN: &str = "from_token";
/// An early return or an error ended it.
pub const ERROR: &str = "error";
/// A denial ended it.
pub const DENIED: &str = "denied";
/// Its future was dropped.
pub const CANCELLED: &str = "cancelled";

/// Outcomes that end a stage well.
pub const SUCCESSES: &[&str] = &[OK, FROM_CACHE, RESOLVED, FROM_TOKEN];

/// Outcomes that end any stage that did not end well.
pub const FAILURES: &[&str] = &[ERROR, DENIED, CANCELLED];

/// Every outcome.
pub const ALL: &[&str] = &[START, OK, FROM_CACHE, RESOLVED, FROM_TOKEN, ERROR, DENIED, CANCELLED];
