use axum::http::HeaderValue;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use tracewell::http::Problem;
use tracewell::identity::{Anomaly, Error, ErrorKind};
use tracewell::security::{Denial, SecurityEvent, Violation};

/// A good token that is not enough (RFC 6750, 3.1).
const INSUFFICIENT: HeaderValue = HeaderValue::from_static("Bearer error=\"insufficient_scope\"");

/// A request that is refused: what the client is told of it, and what the log.
#[derive(Debug)]
#[must_use = "a refusal is an answer"]
pub(crate) struct Refusal {
    problem: Problem,
    /// None where it is no denial: what was asked for can't be done now.
    denial: Option<Denial>,
}

impl Refusal {
    /// A guard said no.
    pub(crate) fn by_guard(denial: Denial, detail: &'static str) -> Self {
        let problem = Problem::new(denial.status()).detail(detail).header(WWW_AUTHENTICATE, INSUFFICIENT);
        Self { problem, denial: Some(denial) }
    }

    /// It is too much at a time, for whoever asks.
    pub(crate) fn rate_limited(problem: Problem) -> Self {
        Self { problem, denial: Some(Denial::new(Violation::RateLimited)) }
    }
}

/// What kind of thing is wrong is for the client, and what exactly for the log alone; nothing of what was sent is for
/// either.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let (detail, violation) = match error.kind() {
            ErrorKind::TokenMissing => ("A bearer token is needed", Some(Violation::TokenMissing)),
            ErrorKind::TokenExpired => ("The bearer token has expired", Some(Violation::TokenExpired)),
            ErrorKind::TokenRevoked => ("The bearer token was revoked", Some(Violation::TokenRevoked)),
            ErrorKind::PermissionDenied => ("A role is missing", Some(Violation::PermissionDenied)),
            ErrorKind::CrossTenantAccess => ("This is another team's", Some(Violation::CrossTenantAccess)),
            ErrorKind::Unavailable => ("Whether the bearer token is valid cannot be told now", None),
            _ => ("The bearer token is not valid", Some(Violation::TokenInvalid)),
        };
        let denial = violation.map(|violation| {
            let mut event = SecurityEvent::new(violation);
            if let Some(anomaly) = error.anomaly().map(Anomaly::as_str) {
                event = event.error_type(anomaly);
            }
            if let Some(id) = error.token_id() {
                event = event.jti(id.as_str());
            }
            event.into()
        });
        let problem = Problem::new(error.status()).detail(detail);
        let problem = match error.challenge() {
            Some(challenge) => problem.header(WWW_AUTHENTICATE, challenge),
            None => problem.header(RETRY_AFTER, HeaderValue::from_static("1")).because(error),
        };
        Self { problem, denial }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, denial: None }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.denial, self.problem).into_response()
    }
}
