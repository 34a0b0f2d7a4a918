//! The forms a report can be printed in.

mod html;
mod json;
mod junit;
mod lanes;
mod style;
mod text;

pub(super) use self::html::write_html;
pub(super) use self::json::write_json;
pub(super) use self::junit::write_junit;
pub(super) use self::text::{Shape, write_text, write_violation};
