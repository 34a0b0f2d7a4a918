//! Keys that belong to the line.

/// When: RFC 3339 in UTC with microseconds.
pub const TIMESTAMP: &str = "timestamp";
/// `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`.
pub const LEVEL: &str = "level";
/// The text; for the library's own events the name of [`crate::event`].
pub const MESSAGE: &str = "message";
/// Where it comes from; the library's own begin with `tracewell`.
pub const TARGET: &str = "target";
/// The id of the request, job or message in scope.
pub const CORRELATION_ID: &str = "correlation_id";
/// The tenant; only when bound.
pub const TEAM_ID: &str = "team_id";
/// The user; only when bound.
pub const USER_ID: &str = "user_id";
/// W3C trace id: 32 lower-case hex digits.
pub const TRACE_ID: &str = "trace_id";
/// W3C span id: 16 lower-case hex digits.
pub const SPAN_ID: &str = "span_id";
/// Name of the innermost span.
pub const SPAN: &str = "span";
