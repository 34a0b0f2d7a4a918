//! DEBUG lines that are kept while work is under way, and written only if it fails.

mod detail;
mod kept;
mod layer;
mod rate;
mod record;
mod verdict;

pub use self::detail::Detail;
pub(crate) use self::kept::Kept;
pub use self::layer::DetailLayer;
pub(crate) use self::record::Record;
pub(crate) use self::verdict::Verdict;
