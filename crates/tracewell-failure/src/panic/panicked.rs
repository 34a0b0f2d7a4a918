use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt;
use std::panic::PanicHookInfo;

use tracewell_context::{Context, current, with_current};
use tracewell_names::event::UNHANDLED_EXCEPTION;
use tracewell_names::target;
use tracewell_redact::Policy;

use super::reporting::shield;
use super::standard_error::{line, write};
use crate::Failure;
use crate::backtrace_budget::within_budget;
use crate::listener::tell;

/// `error_type` of every panic.
const PANIC: &str = "panic";

/// What is known of a panic: its text, its place and, if asked for by `RUST_BACKTRACE`, its backtrace.
pub struct Panicked {
    // In a box, so that the results of all work are not made large for the one that fails.
    known: Box<Known>,
}

struct Known {
    message: String,
    location: Option<String>,
    backtrace: Option<String>,
    context: Option<Context>,
    /// Whether it is within the budget, if that was asked already.
    granted: Option<bool>,
}

impl Panicked {
    /// What the hook sees, on the panicking thread.
    pub(super) fn from_hook(info: &PanicHookInfo<'_>) -> Self {
        let location = info.location().map(ToString::to_string);
        let backtrace = Backtrace::capture();
        let granted =
            (backtrace.status() == BacktraceStatus::Captured).then(|| within_budget(PANIC, location.as_deref()));
        let backtrace = (granted == Some(true)).then(|| below_the_panic(&backtrace.to_string()).to_owned());
        let message = text(info.payload()).to_owned();
        Self::of(Known { message, location, backtrace, context: current(), granted })
    }

    /// What a catcher sees where our hook is not installed.
    pub(super) fn from_payload(payload: &dyn Any) -> Self {
        let message = text(payload).to_owned();
        Self::of(Known { message, location: None, backtrace: None, context: current(), granted: None })
    }

    fn of(known: Known) -> Self {
        Self { known: Box::new(known) }
    }

    /// Whether this is the panic that `payload` was thrown by, as far as its text tells.
    pub(super) fn is_of(&self, payload: &dyn Any) -> bool {
        self.known.message == text(payload)
    }

    /// The text of the panic, as it was thrown: not scrubbed.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.known.message
    }

    /// Source file, line and column.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.known.location.as_deref()
    }

    /// Writes `unhandled_exception`, as the one ERROR line of the current context's failure.
    ///
    /// `status` is the HTTP status that the client gets for it, if there is one. Where there is no log, or it panics,
    /// the panic is one scrubbed line on standard error.
    pub fn report(&self, status: Option<u16>) {
        with_current(|context| context.is_some_and(|context| context.claim_report()));
        if !self.log(status) {
            write(&line(self, &Policy::installed()));
        }
    }

    /// The same for a panic that its work caught itself: told, but not as the work's failure.
    pub(super) fn tell_swallowed(&self) {
        if !self.log_in_its_context() {
            write(&line(self, &Policy::installed()));
        }
    }

    /// Writes the event in the context that panicked, without claiming anything: a task that panics is not its
    /// request's failure. Says whether there is a log, and it took it.
    pub(super) fn log_in_its_context(&self) -> bool {
        match &self.known.context {
            Some(context) => context.in_scope(|| self.log(None)),
            None => self.log(None),
        }
    }

    fn log(&self, status: Option<u16>) -> bool {
        let logged = shield(|| {
            tracing::error!(
                target: target::FAILURE,
                message = UNHANDLED_EXCEPTION,
                status_code = status,
                error_type = PANIC,
                error_message = self.known.message.as_str(),
                location = self.known.location.as_deref(),
                backtrace = self.known.backtrace.as_deref(),
            );
        });
        let failure = Failure::new(UNHANDLED_EXCEPTION, status, Some(PANIC))
            .of_panic(&self.known.message, self.known.location.as_deref())
            .with_backtrace(self.known.backtrace.as_deref())
            .granted(self.known.granted);
        tell(&failure);
        logged
    }
}

/// The frames of the program, without those of the panic's own machinery above them: a value is cut at its end, and
/// what comes first should be what went wrong.
fn below_the_panic(backtrace: &str) -> &str {
    let Some(last) = backtrace.rfind(": core::panicking::") else { return backtrace };
    let machinery = backtrace[last..].lines().take(2).map(|line| line.len() + 1).sum::<usize>();
    backtrace.get(last + machinery..).unwrap_or(backtrace)
}

/// The text of a payload: that of `panic!` is a `&str` or a `String`, anything else has none.
fn text(payload: &dyn Any) -> &str {
    if let Some(text) = payload.downcast_ref::<&'static str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "a payload that is no text"
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message may hold what the policy would take out: whoever prints this by chance must not print that.
        f.debug_struct("Panicked").field("location", &self.known.location).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backtrace_begins_where_the_program_does() {
        let backtrace = "   0: hook\n             at a.rs\n   1: core::panicking::panic_fmt\n             at b.rs\n   2: app::main\n             at c.rs\n";
        assert_eq!(below_the_panic(backtrace), "   2: app::main\n             at c.rs\n");
        assert_eq!(below_the_panic("   0: app::main\n"), "   0: app::main\n");
        assert_eq!(below_the_panic("   0: core::panicking::panic_fmt"), "   0: core::panicking::panic_fmt");
    }
}
