use http::StatusCode;
use tracewell_names::reason;

/// Why Sentry did not take an envelope: a word, never a text, which might repeat an address or a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) error_type: &'static str,
    /// Whether another attempt makes sense. Not after a 429, since Sentry counts that one as dealt with.
    pub(super) transient: bool,
}

impl Failure {
    pub(super) const TIMEOUT: Self = Self { error_type: reason::TIMEOUT, transient: true };
    pub(super) const UNREACHABLE: Self = Self { error_type: reason::UNREACHABLE, transient: true };

    pub(super) fn of_status(status: StatusCode) -> Self {
        let error_type = match status.as_u16() {
            401 | 403 => reason::UNAUTHORIZED,
            429 => reason::THROTTLED,
            500..=599 => reason::SERVER_ERROR,
            _ => reason::REJECTED,
        };
        Self { error_type, transient: matches!(status.as_u16(), 502..=504) }
    }
}
