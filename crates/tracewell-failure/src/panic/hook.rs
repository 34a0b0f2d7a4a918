use std::fmt;
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tracewell_redact::Policy;

use super::reporting::is_reporting;
use super::standard_error::{line, write};
use super::{Panicked, catch, reporter};

/// The process's one panic hook: every panic that no [`catch`](crate::catch) sees is told as `unhandled_exception`.
///
/// The hook that was there is not called: the standard one prints the raw text of the panic, secrets and all.
/// Installing is for the program to do, never for a library.
///
/// The log is written to from a thread of its own, for which the panicking one waits for at most a second: a sink that
/// panics or hangs must not make one failed task the end of the process.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`chain`](Self::chain) | no | the standard hook would print what the policy takes out |
/// | [`before_abort`](Self::before_abort) | nothing | where a panic ends the process, nothing runs after the hook |
pub struct PanicHook {
    policy: Policy,
    chain: bool,
    before_abort: Arc<dyn Fn() + Send + Sync>,
    /// Every panic ends the process.
    aborts: bool,
}

impl PanicHook {
    /// A hook that scrubs with `policy` what it must print itself.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { policy, chain: false, before_abort: Arc::new(|| {}), aborts: cfg!(panic = "abort") }
    }

    /// Whether the hook that was installed before is called too, behind ours.
    #[must_use]
    pub fn chain(mut self, chain: bool) -> Self {
        self.chain = chain;
        self
    }

    /// What to do before a panic ends the process: flush the log. Each does that is built with `panic = "abort"`, and
    /// else the one in a destructor that runs because of another.
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
            let last = self.aborts || never_unwinds(info);
            self.tell(info, !seen.load(Ordering::Acquire), last);
            if self.chain {
                previous(info);
            }
            if last {
                (self.before_abort)();
            }
        }));
        InstalledHook { closed }
    }

    fn tell(&self, info: &PanicHookInfo<'_>, has_log: bool, last: bool) {
        let panicked = Panicked::from_hook(info);
        if is_reporting() {
            // A sink that panics: the log is not the place to say so.
            return write(&line(&panicked, &self.policy));
        }
        if last {
            // The catchers get nothing any more.
            for waiting in catch::take_all() {
                reporter::tell(waiting, &self.policy, has_log);
            }
            reporter::tell(panicked, &self.policy, has_log);
        } else if !has_log {
            reporter::tell(panicked, &self.policy, false);
        } else if let Some(nobodys) = catch::leave(panicked) {
            reporter::tell(nobodys, &self.policy, true);
        }
    }
}

/// Whether the standard library is about to end the process with this panic: it says so with one of two texts of its
/// own, and has no stable way to ask.
fn never_unwinds(info: &PanicHookInfo<'_>) -> bool {
    let text = info.payload_as_str();
    let known =
        text == Some("panic in a destructor during cleanup") || text == Some("panic in a function that cannot unwind");
    known && info.location().is_some_and(|location| location.file().ends_with("core/src/panicking.rs"))
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

#[cfg(test)]
mod tests {
    use std::env;
    use std::process::Command;

    use super::*;

    const CHILD: &str = "TRACEWELL_TEST_ABORTING";

    /// A build with `panic = "abort"` is a build of everything below it again, which takes far longer than all other
    /// tests; what it changes here is one flag. The hook is one a process, so a process of its own it is.
    #[test]
    fn where_every_panic_ends_the_process_it_is_told_at_once_and_flushed() {
        if env::var_os(CHILD).is_some() {
            let flush = || write("flushed\n");
            let hook = PanicHook { aborts: true, ..PanicHook::new(Policy::production()) }.before_abort(flush);
            let _installed = hook.install();
            let caught = crate::catch(|| panic!("the end"));
            write(if caught.is_err() { "caught\n" } else { "" });
            return;
        }
        let name = std::thread::current().name().unwrap().to_owned();
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", &name, "--nocapture", "--test-threads=2"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8(child.stderr).unwrap();
        let said: Vec<_> = said.lines().map(|line| line.rsplit(": ").next().unwrap_or_default()).collect();
        assert_eq!(said, ["the end", "flushed", "caught"]);
    }
}
