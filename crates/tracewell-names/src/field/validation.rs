//! Members of an entry of `errors`; not fields of their own.

/// Where in the input an entry of [`ERRORS`](super::ERRORS) is.
pub const LOC: &str = "loc";
/// Kind of an entry of [`ERRORS`](super::ERRORS).
pub const TYPE: &str = "type";
/// Fixed text of an entry of [`ERRORS`](super::ERRORS); never quotes the input.
pub const MSG: &str = "msg";
