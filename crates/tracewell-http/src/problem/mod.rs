//! Problem details for HTTP APIs (RFC 9457).

mod details;
mod fill;

pub use self::details::{PROBLEM_JSON, ProblemDetails};
pub(crate) use self::fill::{fill, set_body_headers};
