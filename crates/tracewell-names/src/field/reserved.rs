//! What an application's field cannot be called.

use super::{CORRELATION_ID, LEVEL, MESSAGE, SPAN, SPAN_ID, TARGET, TEAM_ID, TIMESTAMP, TRACE_ID, USER_ID};

/// What stands before an application's field whose name is in [`RESERVED`]: `level` goes out as `fields.level`.
pub const APPLICATION_PREFIX: &str = "fields.";

/// Keys of the line that an application cannot set.
pub const RESERVED: &[&str] =
    &[TIMESTAMP, LEVEL, MESSAGE, TARGET, CORRELATION_ID, TEAM_ID, USER_ID, TRACE_ID, SPAN_ID, SPAN];

/// Whether `name` belongs to the line, so that an application's field of that name is renamed.
///
/// ```
/// assert!(tracewell_names::field::is_reserved("level"));
/// assert!(!tracewell_names::field::is_reserved("fields.level"));
/// ```
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}
