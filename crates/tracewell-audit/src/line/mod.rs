//! One line of the log: how it is written, read and digested. `docs/audit.md` describes it byte by byte.

mod chained;
mod cursor;
mod draft;
mod hash;
mod line_time;
mod older;
mod part;
mod salt;

pub(crate) use self::chained::ChainedLine;
pub(crate) use self::draft::Draft;
pub use self::hash::Hash;
pub(crate) use self::hash::digest;
pub(crate) use self::line_time::LineTime;
pub(crate) use self::older::OlderLine;
pub(crate) use self::part::{Part, text_of};
pub(crate) use self::salt::{SALT_LEN, Salts, fresh_salt};
