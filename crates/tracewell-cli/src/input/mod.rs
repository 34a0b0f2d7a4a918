//! What a command reads: logs, line by line and bounded, whatever they hold; and what a person types.

mod coding;
mod follow;
mod hidden;
mod in_order;
mod interrupt;
mod lines;
mod log;
mod needles;
mod prefix;
mod progress;
mod read_logs;
mod read_with;
mod styles;
mod utf16;

pub(crate) use self::hidden::{Typed, read_hidden};
pub(crate) use self::in_order::in_order;
pub(crate) use self::interrupt::Interrupt;
pub(crate) use self::lines::{Line, Lines};
pub(crate) use self::log::Log;
pub(crate) use self::needles::Needles;
pub(crate) use self::prefix::{split_prefix, without_prefix};
pub(crate) use self::progress::Progress;
pub(crate) use self::read_logs::read_logs;
pub(crate) use self::read_with::{Step, Want, read_with};
pub(crate) use self::styles::{Styles, without_styles};
