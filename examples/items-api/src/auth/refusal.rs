use axum::http::HeaderValue;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use tracewell::http::Problem;
use tracewell::identity::{Error, ErrorKind};

/// What a client is told that is not let in: what kind of thing is wrong, and nothing of what it sent.
pub(crate) fn refusal(error: Error) -> Problem {
    let problem = Problem::new(error.status()).detail(match error.kind() {
        ErrorKind::TokenMissing => "A bearer token is needed",
        ErrorKind::TokenExpired => "The bearer token has expired",
        ErrorKind::TokenRevoked => "The bearer token was revoked",
        ErrorKind::PermissionDenied => "A role is missing",
        ErrorKind::CrossTenantAccess => "This is another team's",
        ErrorKind::Unavailable => "Whether the bearer token is valid cannot be told now",
        _ => "The bearer token is not valid",
    });
    match error.challenge() {
        Some(challenge) => problem.header(WWW_AUTHENTICATE, challenge),
        None => problem.header(RETRY_AFTER, HeaderValue::from_static("1")).because(error),
    }
}
