//! Erasing a person's or an object's content from a log without breaking its chain.

mod eraser;
mod matching;
mod plan;
mod report;
mod rewrite;
mod subject;

pub use self::eraser::{Eraser, erase};
pub use self::report::Erasure;
pub use self::subject::Subject;
