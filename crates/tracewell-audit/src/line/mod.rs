//! One line of the log: how it is written, read and digested. `docs/audit.md` describes it byte by byte.

mod chained;
mod cursor;
mod draft;
mod hash;
mod older;
mod part;

pub(crate) use self::chained::ChainedLine;
pub(crate) use self::draft::Draft;
pub use self::hash::Hash;
pub(crate) use self::hash::{SALT_LEN, Salts, digest, fresh_salt};
pub(crate) use self::older::OlderLine;
pub(crate) use self::part::{Part, text_of};
