//! Reading a log: line by line through all of its files, each line judged before anybody sees it.

mod entry;
mod lines;
mod moment;
mod reader;
mod segments;
mod summary;
mod usable;
mod witness;

pub use self::entry::Entry;
pub(crate) use self::entry::Place;
pub(crate) use self::lines::Lines;
pub use self::moment::{Moment, UnreadableTime};
pub(crate) use self::reader::Ending;
pub use self::reader::LogReader;
pub(crate) use self::segments::{Segments, name_of};
pub use self::summary::{Summary, TornTail};
pub use self::witness::Witness;
