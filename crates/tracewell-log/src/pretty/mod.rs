//! The line for eyes.

mod format;

pub use self::format::PrettyFormat;
