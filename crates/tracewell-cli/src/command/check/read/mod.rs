//! From lines to entries: which are stage events, and which say what else happened.

mod entries;
mod field;
mod found;
mod head;
mod key;
mod names;
mod reader;
mod sample;
mod text;
mod value;

pub(super) use self::entries::Entries;
pub(super) use self::found::Found;
pub(super) use self::key::Key;
pub(super) use self::reader::Reader;
