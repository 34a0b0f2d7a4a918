use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt;
use std::panic::PanicHookInfo;

use tracewell_context::with_current;
use tracewell_names::event::UNHANDLED_EXCEPTION;
use tracewell_names::target;

use crate::backtrace_budget;

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
}

impl Panicked {
    /// What the hook sees, on the panicking thread.
    pub(super) fn from_hook(info: &PanicHookInfo<'_>) -> Self {
        let location = info.location().map(ToString::to_string);
        let backtrace = Backtrace::capture();
        let wanted = backtrace.status() == BacktraceStatus::Captured
            && with_current(|context| {
                let route = context.and_then(|context| context.route()).unwrap_or_default();
                backtrace_budget::grant(PANIC, location.as_deref().unwrap_or_default(), route)
            });
        let backtrace = wanted.then(|| backtrace.to_string());
        Self { known: Box::new(Known { message: text(info.payload()).to_owned(), location, backtrace }) }
    }

    /// What a catcher sees where our hook is not installed.
    pub(super) fn from_payload(payload: &dyn Any) -> Self {
        Self { known: Box::new(Known { message: text(payload).to_owned(), location: None, backtrace: None }) }
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
    /// `status` is the HTTP status that the client gets for it, if there is one.
    pub fn report(&self, status: Option<u16>) {
        with_current(|context| context.is_some_and(|context| context.claim_report()));
        self.emit(status);
    }

    /// Writes `unhandled_exception` without claiming anything: a task that panics is not its request's failure.
    pub(super) fn emit(&self, status: Option<u16>) {
        tracing::error!(
            target: target::FAILURE,
            message = UNHANDLED_EXCEPTION,
            status_code = status,
            error_type = PANIC,
            error_message = self.known.message.as_str(),
            location = self.known.location.as_deref(),
            backtrace = self.known.backtrace.as_deref(),
        );
    }
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
