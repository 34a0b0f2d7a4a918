//! From lines to entries: which are stage events, and which say what else happened.

mod entries;
mod field;
mod head;
mod key;
mod sample;
mod text;
mod value;

pub(super) use self::entries::Entries;
pub(super) use self::key::Key;
