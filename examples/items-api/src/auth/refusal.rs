use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tracewell::http::Problem;
use tracewell::security::{Denial, SecurityEvent, Violation};

/// A request that is refused: what the client is told of it, and what the log.
#[derive(Debug)]
#[must_use = "a refusal is an answer"]
pub(crate) struct Refusal {
    problem: Problem,
    /// None where it is no denial: what was asked for can't be done.
    denial: Option<Denial>,
}

impl Refusal {
    /// There is no good token. What was wrong with it is for the log alone.
    pub(crate) fn of_token(violation: Violation, why: &'static str, detail: &'static str) -> Self {
        let problem = Problem::new(StatusCode::UNAUTHORIZED)
            .detail(detail)
            .header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        Self { problem, denial: Some(SecurityEvent::new(violation).error_type(why).into()) }
    }

    /// A guard said no.
    pub(crate) fn by_guard(denial: Denial, detail: &'static str) -> Self {
        Self { problem: Problem::new(denial.status()).detail(detail), denial: Some(denial) }
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
