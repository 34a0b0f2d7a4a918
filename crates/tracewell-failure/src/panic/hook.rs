use std::cell::Cell;
use std::fmt;
use std::io::Write;
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tracewell_redact::Policy;

use super::{Panicked, catch};

thread_local! {
    static REPORTING: Cell<bool> = const { Cell::new(false) };
}

/// The process's one panic hook: every panic that no [`catch`](crate::catch) sees is told as `unhandled_exception`.
///
/// The hook that was there is not called: the standard one prints the raw text of the panic, secrets and all.
/// Installing is for the program to do, never for a library.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`chain`](Self::chain) | no | the standard hook would print what the policy takes out |
/// | [`before_abort`](Self::before_abort) | nothing | with `panic = "abort"` nothing runs after the hook |
pub struct PanicHook {
    policy: Policy,
    chain: bool,
    before_abort: Arc<dyn Fn() + Send + Sync>,
}

impl PanicHook {
    /// A hook that scrubs with `policy` what it must print itself.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { policy, chain: false, before_abort: Arc::new(|| {}) }
    }

    /// Whether the hook that was installed before is called too, behind ours.
    #[must_use]
    pub fn chain(mut self, chain: bool) -> Self {
        self.chain = chain;
        self
    }

    /// What to do before the process aborts, if it is built with `panic = "abort"`: flush the log.
    #[must_use]
    pub fn before_abort(mut self, flush: impl Fn() + Send + Sync + 'static) -> Self {
        self.before_abort = Arc::new(flush);
        self
    }

    /// Installs the hook.
    ///
    /// # Panics
    ///
    /// As [`std::panic::set_hook`]: when called from a panicking thread.
    pub fn install(self) -> InstalledHook {
        let closed = Arc::new(AtomicBool::new(false));
        let previous = panic::take_hook();
        let seen = closed.clone();
        panic::set_hook(Box::new(move |info| {
            self.tell(info, seen.load(Ordering::Acquire));
            if self.chain {
                previous(info);
            }
            if cfg!(panic = "abort") {
                (self.before_abort)();
            }
        }));
        InstalledHook { closed }
    }

    fn tell(&self, info: &PanicHookInfo<'_>, closed: bool) {
        // A panic while a panic is told (a sink that panics) must not come round again.
        let Some(_reporting) = Reporting::begin() else { return self.print(info) };
        if closed {
            return self.print(info);
        }
        let panicked = Panicked::from_hook(info);
        if cfg!(panic = "abort") {
            return panicked.report(None);
        }
        if let Err(nobodys) = catch::leave(panicked) {
            nobodys.emit(None);
        }
    }

    /// One scrubbed line on standard error, for when there is no log.
    fn print(&self, info: &PanicHookInfo<'_>) {
        let panicked = Panicked::from_payload(info.payload());
        let scrubbed = self.policy.scrub(panicked.message());
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "panic at {place}: {}", scrubbed.escape_debug());
    }
}

/// The installed [`PanicHook`].
#[derive(Debug)]
#[must_use = "tell it when the log is gone"]
pub struct InstalledHook {
    closed: Arc<AtomicBool>,
}

impl InstalledHook {
    /// From now on panics are told on standard error, one scrubbed line each: the log is gone.
    pub fn log_is_gone(&self) {
        self.closed.store(true, Ordering::Release);
    }
}

impl fmt::Debug for PanicHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PanicHook").field("policy", &self.policy).field("chain", &self.chain).finish_non_exhaustive()
    }
}

struct Reporting;

impl Reporting {
    fn begin() -> Option<Self> {
        let free = REPORTING.try_with(|reporting| !reporting.replace(true));
        // Without its thread-local the thread is at its end: nothing can come round.
        free.unwrap_or(true).then_some(Self)
    }
}

impl Drop for Reporting {
    fn drop(&mut self) {
        let _ = REPORTING.try_with(|reporting| reporting.set(false));
    }
}
