//! Events as lines: collected once, written as JSON.

#[cfg(feature = "testing")]
mod capture;
mod clock;
mod collector;
mod context_members;
mod cut;
mod embedded_json;
mod escape;
mod fields;
mod json_line;
mod keep_detail;
mod key;
mod layer;
mod limits;
mod mark;
mod output;
mod parts;
mod pieces;
mod plan;
mod scratch;
mod span_fields;
mod static_fields;
mod text;
mod trace_ids;
mod without_context;

#[cfg(feature = "testing")]
pub use self::capture::Capture;
pub(crate) use self::escape::escape_into;
pub(crate) use self::fields::Shape;
pub(crate) use self::key::Key;
pub use self::layer::LogLayer;
pub use self::output::Output;
pub(crate) use self::parts::LineParts;
pub(crate) use self::pieces::{Piece, Section, fit, pieces};
pub use self::trace_ids::TraceIds;
pub use self::without_context::WithoutContext;
