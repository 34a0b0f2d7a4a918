use std::backtrace::{Backtrace, BacktraceStatus};
use std::cell::Cell;
use std::error::Error;
use std::fmt;

use crate::backtrace_budget::within_budget;

/// One failure, as whoever told it in the log knows it: for a [listener](crate::on_failure).
///
/// Texts are as they were thrown, **not scrubbed**.
pub struct Failure<'f> {
    event: &'static str,
    error_type: Option<&'f str>,
    status: Option<u16>,
    cause: Cause<'f>,
    location: Option<&'f str>,
    backtrace: Option<&'f str>,
    granted: Cell<Option<bool>>,
}

#[derive(Clone, Copy)]
enum Cause<'f> {
    Error(&'f (dyn Error + 'static)),
    Panic(&'f str),
    Unknown,
}

impl<'f> Failure<'f> {
    pub(crate) const fn new(event: &'static str, status: Option<u16>, error_type: Option<&'f str>) -> Self {
        let (cause, granted) = (Cause::Unknown, Cell::new(None));
        Self { event, error_type, status, cause, location: None, backtrace: None, granted }
    }

    pub(crate) const fn of_error(mut self, error: &'f (dyn Error + 'static)) -> Self {
        self.cause = Cause::Error(error);
        self
    }

    pub(crate) const fn of_panic(mut self, text: &'f str, location: Option<&'f str>) -> Self {
        self.cause = Cause::Panic(text);
        self.location = location;
        self
    }

    pub(crate) const fn granted(self, granted: Option<bool>) -> Self {
        Self { granted: Cell::new(granted), ..self }
    }

    pub(crate) const fn with_backtrace(mut self, backtrace: Option<&'f str>) -> Self {
        self.backtrace = backtrace;
        self
    }

    /// The backtrace as text, if there is one and this kind of failure may still have it.
    pub(crate) fn resolve(&self, backtrace: Option<&Backtrace>) -> Option<String> {
        let captured = backtrace.filter(|backtrace| backtrace.status() == BacktraceStatus::Captured)?;
        self.is_within_budget().then(|| captured.to_string())
    }

    /// The event that tells it in the log.
    #[must_use]
    pub const fn event(&self) -> &'static str {
        self.event
    }

    /// The type of the error, `panic` for a panic; unknown where a service answered with a 5xx and gave no reason.
    #[must_use]
    pub const fn error_type(&self) -> Option<&'f str> {
        self.error_type
    }

    /// The HTTP status that the client gets for it.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        self.status
    }

    /// The error, with its sources.
    #[must_use]
    pub const fn error(&self) -> Option<&'f (dyn Error + 'static)> {
        match self.cause {
            Cause::Error(error) => Some(error),
            _ => None,
        }
    }

    /// The text of the panic, if it is one.
    #[must_use]
    pub const fn panic(&self) -> Option<&'f str> {
        match self.cause {
            Cause::Panic(text) => Some(text),
            _ => None,
        }
    }

    /// Source file, line and column of a panic.
    #[must_use]
    pub const fn location(&self) -> Option<&'f str> {
        self.location
    }

    /// The backtrace, if one was captured and granted.
    #[must_use]
    pub const fn backtrace(&self) -> Option<&'f str> {
        self.backtrace
    }

    /// Whether this kind of failure, by type, location and route, may still have what is dear: at most ten in ten
    /// seconds, backtraces and everything else together. The first question spends one.
    #[must_use]
    pub fn is_within_budget(&self) -> bool {
        self.granted.get().unwrap_or_else(|| {
            let granted = within_budget(self.error_type.unwrap_or(self.event), self.location);
            self.granted.set(Some(granted));
            granted
        })
    }
}

impl fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Texts may hold what the policy would take out.
        f.debug_struct("Failure")
            .field("event", &self.event)
            .field("error_type", &self.error_type)
            .field("status", &self.status)
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}
