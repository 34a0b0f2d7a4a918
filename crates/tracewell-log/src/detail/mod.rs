//! DEBUG lines that are kept while work is under way, and written only if it fails.

mod detail;
mod kept;
mod layer;
mod rate;
mod record;
mod verdict;

#[expect(clippy::module_inception, reason = "the folder is named after what it is about, and so is its main type")]
pub use self::detail::Detail;
pub(crate) use self::kept::Kept;
pub use self::layer::DetailLayer;
pub(crate) use self::record::Record;
pub(crate) use self::verdict::Verdict;
