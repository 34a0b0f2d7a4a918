//! Headers: what goes out of each, by name.

mod authorization;
mod cookie;
mod forwarded;
mod headers;
mod rule;

pub use self::headers::Headers;
pub(crate) use self::headers::write_header;
