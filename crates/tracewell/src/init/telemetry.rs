use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use metrics::Recorder;
use tracewell_failure::{InstalledHook, PanicHook};
use tracewell_http::watch_stalls;
use tracewell_log::Detail;
use tracewell_redact::Policy;

use super::Report;
use super::early_end::EarlyEnd;
use super::kept_lines::tell_lost;
use super::unlisted::tell_unlisted;
use super::writers::{Guards, Writers};
use crate::Verbosity;
use crate::otel::Otel;
use crate::runtime::RuntimeHealth;
use crate::sentry::Sentry;
use crate::settings::SecuritySettings;
use crate::verbosity::watch;

/// How long a drop of [`Telemetry`] waits for what is left to write.
const DROP_DEADLINE: Duration = Duration::from_secs(2);
/// How long an aborting process waits for its last lines.
const ABORT_DEADLINE: Duration = Duration::from_secs(1);
/// Nobody waits for longer. A time that no clock reaches would be none to count with.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Running telemetry: keep it until the end of `main`.
///
/// `let _ = tracewell::init!()?` keeps nothing: telemetry ends in the same line. That is told by a WARN, the last line there
/// is, where nothing was logged before the drop. `let _telemetry` keeps it.
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
    otel: Otel,
    sentry: Sentry,
    verbosity: Option<Verbosity>,
    runtime: RuntimeHealth,
    kept: Option<Detail>,
    announcement: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    early_end: EarlyEnd,
    /// Not where the process has another one: that start was refused.
    begun: bool,
}

impl Telemetry {
    pub(super) fn new(policy: Policy, writers: Writers, guards: Guards, (otel, sentry): (Otel, Sentry)) -> Self {
        let (guards, announcement, early_end) = (Some(guards), Mutex::new(None), EarlyEnd::watch(&writers));
        let runtime = RuntimeHealth::watch();
        Self {
            policy,
            writers,
            guards,
            hook: None,
            otel,
            sentry,
            verbosity: None,
            runtime,
            kept: None,
            announcement,
            early_end,
            begun: false,
        }
    }

    pub(super) fn keeping(mut self, kept: Option<Detail>) -> Self {
        self.kept = kept;
        self
    }

    pub(super) fn adjusted_by(mut self, verbosity: Verbosity) -> Self {
        self.verbosity = Some(verbosity);
        self
    }

    pub(super) fn begin(mut self, panic_hook: bool, announce: impl FnOnce()) -> Self {
        self.begun = true;
        self.install_hook(panic_hook);
        announce();
        self.early_end = EarlyEnd::watch(&self.writers);
        self
    }

    pub(super) fn begin_later(mut self, panic_hook: bool, announce: impl FnOnce() + Send + 'static) -> Self {
        self.begun = true;
        self.install_hook(panic_hook);
        self.announcement = Mutex::new(Some(Box::new(announce)));
        self
    }

    pub(super) fn exports_traces(&self) -> bool {
        self.otel.exports_traces()
    }

    pub(super) fn sends_transactions(&self) -> bool {
        self.sentry.sends_transactions()
    }

    pub(super) fn hear_failures(&self) {
        self.sentry.activate();
    }

    pub(super) fn install_globally(&self) {
        self.otel.install();
        self.sentry.install();
    }

    fn install_hook(&mut self, wanted: bool) {
        super::key_watch::watch_keys(&self.policy);
        if wanted {
            let (writers, sentry) = (self.writers.clone(), self.sentry.clone());
            let flush = move || {
                let _ = writers.flush(ABORT_DEADLINE);
                let _ = sentry.flush(ABORT_DEADLINE);
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

    /// Waits until everything told so far is written, at most until `deadline` has passed, or a day; says whether it is.
    #[must_use = "false says that lines are still waiting"]
    pub fn flush(&self, deadline: Duration) -> bool {
        let deadline = deadline.min(A_DAY);
        let until = Instant::now() + deadline;
        let half = half_of(deadline, until);
        let (events, traces) = (self.sentry.begin_flush(half), self.otel.begin_flush(half));
        let (events, traces) = (events(), traces());
        let exported = events && traces;
        self.writers.flush(until.saturating_duration_since(Instant::now())) && exported
    }

    /// Makes `recorder` the process's recorder of metrics, beside the one that exports them to a collector, if one does.
    /// To be called right after the start: what was registered before is not recorded by it.
    ///
    /// `false` if the process has another recorder already.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # #[derive(Clone)] struct Prometheus;
    /// # use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
    /// # impl Recorder for Prometheus {
    /// #     fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    /// #     fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    /// #     fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    /// #     fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter { Counter::noop() }
    /// #     fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge { Gauge::noop() }
    /// #     fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram { Histogram::noop() }
    /// # }
    /// let telemetry = tracewell::init!()?;
    /// assert!(telemetry.install_recorder(Prometheus));
    /// # Ok(()) }
    /// ```
    #[must_use = "false says that the process has another recorder already"]
    pub fn install_recorder(&self, recorder: impl Recorder + Send + Sync + 'static) -> bool {
        self.otel.install_beside(recorder)
    }

    /// Brings the metrics of log and exporters up to date, for a scrape.
    pub fn publish_metrics(&self) {
        self.otel.publish_metrics();
        self.sentry.publish_metrics();
        self.runtime.publish_metrics();
        self.writers.publish_metrics();
    }

    /// Ends telemetry: sends what waits for Sentry and for a collector, for half of the time at most, and writes what is left, until
    /// `deadline` has passed. What is told later is lost; a panic then is one scrubbed line on standard error.
    pub fn shutdown(mut self, deadline: Duration) -> Report {
        self.end(deadline)
    }

    fn end(&mut self, deadline: Duration) -> Report {
        if let Some(verbosity) = &self.verbosity {
            verbosity.close();
        }
        if let Some(guards) = self.guards.take() {
            if self.begun {
                watch_stalls(false);
            }
            self.runtime.end();
            let deadline = deadline.min(A_DAY);
            let until = Instant::now() + deadline;
            // First, as they may have something to tell; and not for the whole time, as a peer that hangs must not cost the
            // last lines.
            SecuritySettings::flush(deadline / 8);
            tell_unlisted(&self.policy);
            tell_lost(self.kept.as_ref());
            // Both at the same time: each may need all of it for a first connection.
            let half = half_of(deadline, until);
            let (events, traces) = (self.sentry.begin_shutdown(half), self.otel.begin_shutdown(half));
            events();
            traces();
            let deadline = until.saturating_duration_since(Instant::now());
            // Before the log is closed: a panic meanwhile would be queued too late to be written.
            if let Some(hook) = &self.hook {
                hook.log_is_gone();
            }
            return Report { exports_dropped: self.exports_dropped(), ..guards.close(deadline) };
        }
        Report { exports_dropped: self.exports_dropped(), ..self.writers.report() }
    }

    fn exports_dropped(&self) -> u64 {
        self.otel.dropped() + self.sentry.dropped()
    }
}

/// What is left of the first half of a deadline.
fn half_of(deadline: Duration, until: Instant) -> Duration {
    until.saturating_duration_since(Instant::now()).saturating_sub(deadline / 2)
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if self.guards.is_some() && self.begun {
            self.early_end.tell(&self.writers, &self.policy);
        }
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
