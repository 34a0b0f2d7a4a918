//! What the environment decides: one file a question, read once at start.
//!
//! A value that does not parse never stops the service: the safe default is used, and the variable is named in a
//! `config_invalid`, its value never.

mod control_file;
mod correlation;
mod detail;
mod environment;
mod filter;
mod format;
mod limits;
mod log_file;
mod lookup;
#[cfg(feature = "client")]
mod previews;
mod redaction;
mod requests;
mod security;
mod static_fields;
mod unavailable;

pub(crate) use self::control_file::control_file;
pub(crate) use self::correlation::{Correlation, correlation};
pub(crate) use self::detail::detail;
pub(crate) use self::environment::{Environment, EnvironmentName, environment};
pub(crate) use self::filter::{QUIET, filter};
pub(crate) use self::format::{Format, format};
pub(crate) use self::limits::limits;
pub(crate) use self::log_file::{FileSink, log_file};
pub(crate) use self::lookup::{Lookup, Source};
#[cfg(feature = "client")]
pub(crate) use self::previews::previews;
pub(crate) use self::redaction::{Adjust, Redaction, redaction};
pub(crate) use self::requests::{Requests, requests};
pub(crate) use self::security::SecuritySettings;
pub(crate) use self::static_fields::static_fields;
pub(crate) use self::unavailable::{Unavailable, unavailable};
