use axum::http::StatusCode;
use tracewell::client::{Error, ErrorKind};
use tracewell::http::Problem;

/// Why there is no place, for the client: it learns whose fault it is and nothing else. The cause is for the log.
#[derive(Debug)]
pub(super) enum Failure {
    Unknown,
    /// An answer that is no failure, and none to what was asked either: a redirect.
    NoPlace,
    Call(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if error.status() == Some(StatusCode::NOT_FOUND) { Self::Unknown } else { Self::Call(error) }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unknown => Self::new(StatusCode::NOT_FOUND).detail("Nobody knows where this address is"),
            Failure::NoPlace => Self::new(StatusCode::BAD_GATEWAY).detail("The geo service gives no answer"),
            Failure::Call(error) if error.kind() == ErrorKind::Timeout => {
                Self::new(StatusCode::GATEWAY_TIMEOUT).detail("The geo service takes too long").because(error)
            }
            Failure::Call(error) => {
                Self::new(StatusCode::BAD_GATEWAY).detail("The geo service gives no answer").because(error)
            }
        }
    }
}
