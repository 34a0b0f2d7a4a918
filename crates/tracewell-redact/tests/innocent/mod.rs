//! What no policy may touch.

mod names;
mod texts;

pub(crate) use self::names::{NAMES, NOT_INNOCENT};
pub(crate) use self::texts::TEXTS;
