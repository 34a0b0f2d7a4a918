use std::time::Duration;

use http::StatusCode;
use tracewell_names::reason;

/// An hour: who asks for more is not asked again anyway.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// Why something was not taken: a word, never a text, which might repeat an address, a header or a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    error_type: &'static str,
    transient: bool,
    wait: Option<Duration>,
}

impl Failure {
    /// No answer in time.
    pub const TIMEOUT: Self = Self::new(reason::TIMEOUT).transient();
    /// No connection, or one that broke.
    pub const UNREACHABLE: Self = Self::new(reason::UNREACHABLE).transient();

    /// For this reason, and for good.
    #[must_use]
    pub const fn new(error_type: &'static str) -> Self {
        Self { error_type, transient: false, wait: None }
    }

    /// By the status of an answer.
    #[must_use]
    pub const fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 | 403 => Self::new(reason::UNAUTHORIZED),
            429 => Self::new(reason::THROTTLED),
            502..=504 => Self::new(reason::SERVER_ERROR).transient(),
            500..=599 => Self::new(reason::SERVER_ERROR),
            _ => Self::new(reason::REJECTED),
        }
    }

    /// Another attempt makes sense.
    #[must_use]
    pub const fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// So long the other side asked to wait; an hour at most is kept of it.
    #[must_use]
    pub fn wait(mut self, wait: Option<Duration>) -> Self {
        self.wait = wait.map(|wait| wait.min(LONGEST_WAIT));
        self
    }

    /// The reason, one of those in `tracewell_names::reason`.
    #[must_use]
    pub const fn error_type(&self) -> &'static str {
        self.error_type
    }

    /// Whether another attempt makes sense.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        self.transient
    }

    /// How long the other side asked to wait.
    #[must_use]
    pub const fn asked_to_wait(&self) -> Option<Duration> {
        self.wait
    }
}
