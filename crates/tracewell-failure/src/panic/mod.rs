//! Panics: what is kept of one, who catches it, and the hook that tells those that nobody catches.

mod catch;
mod hook;
mod panicked;
mod reporter;
mod reporting;
mod standard_error;

pub use self::catch::catch;
pub use self::hook::{InstalledHook, PanicHook};
pub use self::panicked::Panicked;
pub(crate) use self::reporting::guarded;
pub use self::standard_error::write_failure;
