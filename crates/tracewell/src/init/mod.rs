//! Start and end: reads the environment, composes the subscriber, installs it, and takes it down again.

mod announce;
mod builder;
mod compose;
mod early_end;
mod error;
mod installed;
mod kept_lines;
mod key_watch;
mod log_file;
mod lost_spawns;
mod macros;
#[cfg(feature = "client")]
mod outbound;
mod redactions;
mod report;
mod sinks;
mod telemetry;
mod unlisted;
mod writers;

pub use self::builder::Builder;
pub use self::error::InitError;
pub(crate) use self::installed::{Installed, installed};
pub use self::report::Report;
pub(crate) use self::sinks::Sink;
pub use self::telemetry::Telemetry;
