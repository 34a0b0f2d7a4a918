use std::backtrace::Backtrace;
use std::error::Error;
use std::fmt;

/// Why a problem came about: for the log, never for the client.
pub(super) struct Cause {
    pub(super) error_type: &'static str,
    pub(super) error: Box<dyn Error + Send + Sync>,
    pub(super) backtrace: Backtrace,
}

impl Cause {
    pub(super) fn new<E: Into<Box<dyn Error + Send + Sync>>>(error: E) -> Self {
        Self { error_type: std::any::type_name::<E>(), error: error.into(), backtrace: Backtrace::capture() }
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The error's own text may hold what the policy would take out.
        f.debug_struct("Cause").field("error_type", &self.error_type).finish_non_exhaustive()
    }
}
