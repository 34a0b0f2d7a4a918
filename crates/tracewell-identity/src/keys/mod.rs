//! The issuer's keys: which there are, and how long they are kept.

mod budget;
mod jwk;
mod key;
mod key_cache;
mod key_set;

use self::budget::Budget;
pub(crate) use self::key::Key;
pub(crate) use self::key_cache::{Kept, KeyCache, KeyTimes, Source};
pub(crate) use self::key_set::KeySet;
