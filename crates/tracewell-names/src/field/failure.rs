//! Failures.

/// Type or closed word for what went wrong; bounded, without values.
pub const ERROR_TYPE: &str = "error_type";
/// Scrubbed text of the error.
pub const ERROR_MESSAGE: &str = "error_message";
/// Scrubbed texts of the sources, outermost first.
pub const ERROR_CHAIN: &str = "error_chain";
/// Scrubbed detail of a denial, for operators.
pub const ERROR_DETAIL: &str = "error_detail";
/// Source file, line and column.
pub const LOCATION: &str = "location";
/// Captured backtrace.
pub const BACKTRACE: &str = "backtrace";
/// Array of what was wrong with the input: [`LOC`](super::LOC), [`TYPE`](super::TYPE) and [`MSG`](super::MSG) each.
pub const ERRORS: &str = "errors";
