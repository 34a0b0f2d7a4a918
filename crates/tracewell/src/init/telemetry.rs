use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tracewell_failure::{InstalledHook, PanicHook};
use tracewell_redact::Policy;

use super::Report;
use super::unlisted::tell_unlisted;
use super::writers::{Guards, Writers};
use crate::Verbosity;
use crate::verbosity::watch;

/// How long a drop of [`Telemetry`] waits for what is left to write.
const DROP_DEADLINE: Duration = Duration::from_secs(2);
/// How long an aborting process waits for its last lines.
const ABORT_DEADLINE: Duration = Duration::from_secs(1);

/// Running telemetry: keep it until the end of `main`.
///
/// At its end it says in development and staging which fields the allowlist lacks, see [`Policy::filtered_most`]. Its
/// drop writes what is left, for at most two seconds. [`shutdown`](Self::shutdown) does the same with a deadline of one's
/// own and says what became of it.
#[must_use = "telemetry ends when this is dropped: bind it to a name, `let telemetry = …`, not to `_`"]
pub struct Telemetry {
    policy: Policy,
    writers: Writers,
    guards: Option<Guards>,
    hook: Option<InstalledHook>,
    verbosity: Option<Verbosity>,
    announcement: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Telemetry {
    pub(super) fn new(policy: Policy, writers: Writers, guards: Guards) -> Self {
        Self { policy, writers, guards: Some(guards), hook: None, verbosity: None, announcement: Mutex::new(None) }
    }

    pub(super) fn adjusted_by(mut self, verbosity: Verbosity) -> Self {
        self.verbosity = Some(verbosity);
        self
    }

    pub(super) fn begin(mut self, panic_hook: bool, announce: impl FnOnce()) -> Self {
        self.install_hook(panic_hook);
        announce();
        self
    }

    pub(super) fn begin_later(mut self, panic_hook: bool, announce: impl FnOnce() + Send + 'static) -> Self {
        self.install_hook(panic_hook);
        self.announcement = Mutex::new(Some(Box::new(announce)));
        self
    }

    fn install_hook(&mut self, wanted: bool) {
        if wanted {
            let writers = self.writers.clone();
            let flush = move || {
                let _ = writers.flush(ABORT_DEADLINE);
            };
            self.hook = Some(PanicHook::new(self.policy.clone()).before_abort(flush).install());
        }
    }

    /// Writes `observability_initialized` and what was wrong with the settings. [`Builder::init`](crate::Builder::init)
    /// has done it; after [`Builder::layer`](crate::Builder::layer) it is to be called once the subscriber is in force.
    /// A second call does nothing.
    pub fn announce(&self) {
        let announcement = self.announcement.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(announce) = announcement {
            announce();
        }
    }

    /// The redaction policy in force.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Makes the service say more for a while. None where the filter belongs to the service, after
    /// [`Builder::layer`](crate::Builder::layer).
    #[must_use]
    pub fn verbosity(&self) -> Option<Verbosity> {
        let verbosity = self.verbosity.clone()?;
        watch(&verbosity, None);
        Some(verbosity)
    }

    /// Waits until everything told so far is written, at most until `deadline` has passed; says whether it is.
    #[must_use = "false says that lines are still waiting"]
    pub fn flush(&self, deadline: Duration) -> bool {
        self.writers.flush(deadline)
    }

    /// Brings the log's own metrics up to date, for a scrape.
    pub fn publish_metrics(&self) {
        self.writers.publish_metrics();
    }

    /// Ends telemetry: writes what is left, at most until `deadline` has passed. What is told later is lost; a panic
    /// then is one scrubbed line on standard error.
    pub fn shutdown(mut self, deadline: Duration) -> Report {
        self.end(deadline)
    }

    fn end(&mut self, deadline: Duration) -> Report {
        if let Some(verbosity) = &self.verbosity {
            verbosity.close();
        }
        if let Some(guards) = self.guards.take() {
            tell_unlisted(&self.policy);
            // Before the log is closed: a panic meanwhile would be queued too late to be written.
            if let Some(hook) = &self.hook {
                hook.log_is_gone();
            }
            return guards.close(deadline);
        }
        self.writers.report()
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        self.end(DROP_DEADLINE);
    }
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telemetry")
            .field("policy", &self.policy)
            .field("writers", &self.writers)
            .finish_non_exhaustive()
    }
}
