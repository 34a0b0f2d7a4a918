use std::error::Error;
use std::fmt;
use std::time::Duration;

use tracewell::audit::ErrorKind;
use tracewell::names::event::CONFIG_INVALID;
use tracewell::names::variable::AUDIT_LOCK_WAIT;

/// Longer than the old instance of a service takes to end.
const DEFAULT: Duration = Duration::from_secs(30);
/// An hour: longer is a mistake.
const MAX_SECONDS: u64 = 3600;

/// Why the service can't start.
#[derive(Debug)]
pub(crate) struct CannotOpen(pub(super) tracewell::audit::Error);

impl CannotOpen {
    /// Whether another process has the log, and may let go of it.
    pub(crate) fn is_locked(&self) -> bool {
        self.0.kind() == ErrorKind::Locked
    }

    /// Says it in the log too: whoever watches that does not see what a process says before it ends.
    pub(crate) fn told(self) -> Self {
        // A break in the chain is told by who has found it, with its line.
        if self.0.fault().is_none() {
            let error_type = if self.is_locked() { "audit_log_locked" } else { "audit_log_unreadable" };
            tracing::error!(error_type, error_message = %self, "audit_log_not_opened");
        }
        self
    }
}

impl fmt::Display for CannotOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot open the audit log: {}", self.0)?;
        self.0.source().map_or(Ok(()), |source| write!(f, ": {source}"))
    }
}

impl Error for CannotOpen {}

/// How long to wait for the log: `AUDIT_LOCK_WAIT`, half a minute where it is not set or makes no sense.
pub(crate) fn lock_wait() -> Duration {
    let Some(value) = std::env::var_os(AUDIT_LOCK_WAIT) else { return DEFAULT };
    let seconds = value.to_str().and_then(|value| value.trim().parse().ok());
    seconds.filter(|seconds| *seconds <= MAX_SECONDS).map_or_else(
        || {
            tracing::warn!(variable = AUDIT_LOCK_WAIT, "{CONFIG_INVALID}");
            DEFAULT
        },
        Duration::from_secs,
    )
}
