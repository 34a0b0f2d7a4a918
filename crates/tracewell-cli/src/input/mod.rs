//! What a command reads: logs, line by line and bounded, whatever they hold; and what a person types.

mod hidden;
mod lines;
mod log;
mod prefix;
mod progress;
mod read_logs;

pub(crate) use self::hidden::{Typed, read_hidden};
pub(crate) use self::lines::{Line, Lines};
pub(crate) use self::log::Log;
pub(crate) use self::prefix::without_prefix;
pub(crate) use self::read_logs::read_logs;
