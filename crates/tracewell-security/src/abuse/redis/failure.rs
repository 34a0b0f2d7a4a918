use redis::{ErrorKind, RedisError, ServerErrorKind};
use tracewell_names::reason;

/// Why Redis did not take a batch. The text of the error stays here: it may quote what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) word: &'static str,
    /// The connection is gone, which happens to every idle one: another may be had at once.
    pub(super) dropped: bool,
    /// Redis does not know the script: it was restarted, or told to forget.
    pub(super) unknown_script: bool,
}

impl Failure {
    pub(super) const fn timeout() -> Self {
        Self { word: reason::TIMEOUT, dropped: false, unknown_script: false }
    }

    #[cfg(feature = "redis-tls")]
    pub(super) const fn unreachable() -> Self {
        Self { word: reason::UNREACHABLE, dropped: false, unknown_script: false }
    }

    pub(super) const fn misunderstood() -> Self {
        Self { word: reason::SERVER_ERROR, dropped: false, unknown_script: false }
    }

    pub(super) fn of(error: &RedisError) -> Self {
        let refused = matches!(error.code(), Some("NOAUTH" | "WRONGPASS" | "NOPERM"));
        let word = if error.is_timeout() {
            reason::TIMEOUT
        } else if error.kind() == ErrorKind::AuthenticationFailed || refused {
            reason::UNAUTHORIZED
        } else if error.is_io_error() || error.is_connection_dropped() {
            reason::UNREACHABLE
        } else if error.kind() == ErrorKind::InvalidClientConfig {
            reason::REJECTED
        } else {
            reason::SERVER_ERROR
        };
        Self {
            word,
            dropped: error.is_connection_dropped() && !error.is_timeout(),
            unknown_script: error.kind() == ErrorKind::Server(ServerErrorKind::NoScript),
        }
    }
}
