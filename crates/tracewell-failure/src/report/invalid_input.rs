use tracewell_names::event::VALIDATION_ERROR;
use tracewell_names::target;

/// Writes `validation_error`: what was wrong with a body, query or path, never what stood there.
///
/// `errors` is a compact JSON array of objects with `loc`, `type` and `msg`.
pub fn invalid_input(status: u16, errors: &str) {
    tracing::info!(target: target::FAILURE, message = VALIDATION_ERROR, status_code = status, errors);
}
