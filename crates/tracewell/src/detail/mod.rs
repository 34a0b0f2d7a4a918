//! DEBUG lines that only the log gets, and only if their work fails: which they are, and how they find their way past
//! the other sinks.

mod aside;
mod targets;

pub(crate) use self::aside::{forget, is_aside, note, take_aside};
pub(crate) use self::targets::{Targets, is_within};
