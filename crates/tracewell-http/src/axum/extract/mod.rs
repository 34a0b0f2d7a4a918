//! axum's extractors with rejections that say why: a `validation_error` for the log, problem details for the client.
//!
//! serde's own error texts quote the input, so none of them goes anywhere: each kind of error has one fixed text, and
//! the place in the input stands beside it.

mod json;
mod path;
mod place;
mod query;
mod stop;

pub use self::json::Json;
pub use self::path::Path;
pub use self::query::Query;
