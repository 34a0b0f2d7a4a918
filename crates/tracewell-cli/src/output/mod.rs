//! What a command writes: nothing of it can steer a terminal or forge a line.

mod counted;
mod json;
mod markup;
mod printable;
mod redacted;
mod safe_text;
mod table;

pub(crate) use self::counted::counted;
pub(crate) use self::json::write_json;
pub(crate) use self::markup::Markup;
pub(crate) use self::printable::Printable;
pub(crate) use self::redacted::Redactor;
pub(crate) use self::safe_text::{cut, escaped, escaped_lines, is_hostile};
pub(crate) use self::table::Table;
