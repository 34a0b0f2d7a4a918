//! Objects that are changed only through the log.

mod claim;
mod collection;
mod journal;
mod object;
mod refusal;

pub use self::collection::Collection;
pub use self::journal::Journal;
pub use self::object::Object;
pub use self::refusal::Refusal;
