//! The guard: a layer around the layers that it protects.

mod bounded;
mod collector;
mod divert;
mod glance;
#[cfg(feature = "fmt")]
mod guarded_fields;
mod hooks;
mod layer;
mod plan;
mod redact;
mod safe_error;
mod scratch;
mod slot;
mod text;
mod value_set;
mod values;

pub(crate) use self::bounded::format_into;
pub use self::divert::Divert;
#[cfg(feature = "fmt")]
pub use self::guarded_fields::GuardedFields;
pub use self::redact::Redact;
