use std::error::Error;
use std::fmt;

use axum::http::StatusCode;

use super::text::Text;
use tracewell::http::{FieldError, Path, Problem, Query};

/// Answers with an error of the status that was asked for, 400 to 599.
pub(super) async fn answer(Path(status): Path<String>, Query(text): Query<Text>) -> Problem {
    let status = status.parse().ok().and_then(|code: u16| StatusCode::from_u16(code).ok());
    match status.filter(|status| status.is_client_error() || status.is_server_error()) {
        Some(status) => Problem::new(status).because(AskedFor { cause: OnPurpose { text } }),
        None => {
            let error = FieldError::new(["path", "status"], "status", "status must be 400 to 599");
            Problem::invalid(StatusCode::BAD_REQUEST, [error])
        }
    }
}

/// An error with a cause, so that there is a chain to look at.
#[derive(Debug)]
struct AskedFor {
    cause: OnPurpose,
}

#[derive(Debug)]
struct OnPurpose {
    text: Text,
}

impl fmt::Display for AskedFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the error that was asked for")
    }
}

impl Error for AskedFor {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}

impl fmt::Display for OnPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "somebody called a debug route{}", self.text)
    }
}

impl Error for OnPurpose {}
