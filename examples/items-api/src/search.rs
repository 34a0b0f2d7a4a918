use axum::http::StatusCode;
use tracewell::http::{FieldError, Problem, Query, Result};

/// The most parameters of a search: each is compared with each object.
const MAX_PARAMETERS: usize = 32;

/// The parameters of a search, each once, in no particular order.
///
/// # Errors
///
/// There are too many of them, repeated ones included.
pub(crate) fn parameters(Query(mut parameters): Query<Vec<(String, String)>>) -> Result<Vec<(String, String)>> {
    if parameters.len() > MAX_PARAMETERS {
        let error = FieldError::new(["query"], "too_long", "too many search parameters");
        return Err(Problem::invalid(StatusCode::BAD_REQUEST, [error]));
    }
    parameters.sort_unstable();
    parameters.dedup();
    Ok(parameters)
}
