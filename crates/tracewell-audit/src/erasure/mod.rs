//! Erasing a person's or an object's content from a log without breaking its chain.

mod erase;
mod matching;
mod report;
mod rewrite;
mod subject;

pub use self::erase::erase;
pub use self::report::Erasure;
pub(crate) use self::rewrite::remove_leftovers;
pub use self::subject::Subject;
