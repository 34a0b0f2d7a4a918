use std::error::Error;
use std::time::Duration;

use tracewell_redact::Policy;

use crate::init::Sink;
use crate::settings::{EnvironmentName, Lookup};

/// Sends an error and its sources to Sentry, with the ids of the current work. Without the feature `sentry`, or without a
/// `SENTRY_DSN`, it does nothing.
///
/// ```
/// if let Err(error) = "x".parse::<u32>() {
///     tracewell::capture_exception(&error);
/// }
/// ```
pub const fn capture_exception(_: &(dyn Error + 'static)) {}

/// Sends a message to Sentry, with the ids of the current work. Without the feature `sentry`, or without a `SENTRY_DSN`, it
/// does nothing.
///
/// ```
/// tracewell::capture_message("the nightly import found nothing", tracing::Level::WARN);
/// ```
pub const fn capture_message(_: &str, _: tracing::Level) {}

/// Nothing.
#[derive(Clone, Debug)]
pub(crate) struct Sentry;

impl Sentry {
    pub(crate) const fn start(_: &mut Lookup, _: (&str, &str), _: EnvironmentName, _: &Policy) -> Self {
        Self
    }

    pub(crate) const fn is_on(&self) -> bool {
        false
    }

    pub(crate) const fn has_failed(&self) -> bool {
        false
    }

    pub(crate) const fn sends_transactions(&self) -> bool {
        false
    }

    pub(crate) const fn sink(&self) -> Option<Sink> {
        None
    }

    pub(crate) const fn activate(&self) {}

    pub(crate) const fn install(&self) {}

    pub(crate) const fn publish_metrics(&self) {}

    pub(crate) const fn flush(&self, _: Duration) -> bool {
        true
    }

    pub(crate) const fn begin_flush(&self, _: Duration) -> impl FnOnce() -> bool {
        || true
    }

    pub(crate) const fn begin_shutdown(&self, _: Duration) -> impl FnOnce() -> bool {
        || true
    }

    pub(crate) const fn dropped(&self) -> u64 {
        0
    }
}
