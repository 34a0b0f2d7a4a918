use std::time::Duration;

use http::StatusCode;
use tonic::Code;
use tracewell_names::reason;

/// Why a collector did not take something: a word, never a text, which might repeat an address, a header or a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) error_type: &'static str,
    /// Whether another attempt makes sense.
    pub(crate) transient: bool,
    /// How long the collector asked to wait.
    pub(crate) wait: Option<Duration>,
}

impl Failure {
    pub(crate) const fn timeout() -> Self {
        Self { error_type: reason::TIMEOUT, transient: true, wait: None }
    }

    pub(crate) const fn unreachable() -> Self {
        Self { error_type: reason::UNREACHABLE, transient: true, wait: None }
    }

    /// By the rules of OTLP/HTTP.
    pub(super) fn of_http(status: StatusCode, wait: Option<Duration>) -> Self {
        let error_type = match status.as_u16() {
            401 | 403 => reason::UNAUTHORIZED,
            429 => reason::THROTTLED,
            500..=599 => reason::SERVER_ERROR,
            _ => reason::REJECTED,
        };
        Self { error_type, transient: matches!(status.as_u16(), 429 | 502 | 503 | 504), wait }
    }

    /// By the rules of OTLP/gRPC.
    pub(super) fn of_grpc(code: Code) -> Self {
        let (error_type, transient) = match code {
            Code::Unavailable => (reason::UNREACHABLE, true),
            Code::DeadlineExceeded => (reason::TIMEOUT, true),
            Code::ResourceExhausted => (reason::THROTTLED, true),
            Code::Unauthenticated | Code::PermissionDenied => (reason::UNAUTHORIZED, false),
            Code::Internal | Code::Unknown => (reason::SERVER_ERROR, false),
            Code::Cancelled | Code::Aborted | Code::OutOfRange | Code::DataLoss => (reason::SERVER_ERROR, true),
            _ => (reason::REJECTED, false),
        };
        Self { error_type, transient, wait: None }
    }
}
