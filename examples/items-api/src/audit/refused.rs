use axum::http::StatusCode;
use tracewell::audit::{Denied, Refusal};
use tracewell::http::Problem;

use crate::object_id::unknown;

/// The answer to a request that was not carried out.
pub(crate) fn refused<E: Own>(refusal: Refusal<E>) -> Problem {
    match refusal {
        // What is another team's does not exist.
        Refusal::Unknown | Refusal::Denied(_) => unknown(),
        Refusal::Own(own) => own.into_problem(),
        Refusal::Exists => Problem::new(StatusCode::CONFLICT).detail("There is something with this id already"),
        Refusal::Unwritten(error) => Problem::new(StatusCode::SERVICE_UNAVAILABLE)
            .detail("The change cannot be written to the audit log, and was not made")
            .because(error),
    }
}

/// A refusal of the service's own.
pub(crate) trait Own {
    fn into_problem(self) -> Problem;
}

impl Own for Problem {
    fn into_problem(self) -> Problem {
        self
    }
}

impl Own for Denied {
    fn into_problem(self) -> Problem {
        unknown()
    }
}
