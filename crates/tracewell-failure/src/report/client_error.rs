use std::fmt::Display;

use tracewell_names::event::HTTP_EXCEPTION_4XX;
use tracewell_names::target;

/// Writes `http_exception_4xx`: why a request was turned down, at DEBUG, since the client did it and is told.
///
/// The message is formatted only if somebody listens at DEBUG.
pub fn client_error(status: u16, error_type: &str, error_message: &dyn Display) {
    tracing::debug!(
        target: target::FAILURE,
        message = HTTP_EXCEPTION_4XX,
        status_code = status,
        error_type,
        error_message = %error_message,
    );
}
