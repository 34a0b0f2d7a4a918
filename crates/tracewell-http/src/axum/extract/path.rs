use axum::extract::FromRequestParts;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::axum::{FieldError, Problem};

/// The parameters of the route, like [`axum::extract::Path`]. What does not parse is a 400 with the type
/// `path_invalid`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Path<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(invalid(rejection)),
        }
    }
}

fn invalid(rejection: PathRejection) -> Problem {
    // Asked for its status, not made a response: axum logs the text of that, and the text quotes the path.
    let status = rejection.status();
    if status.is_server_error() {
        // The handler asks for parameters that its route does not have: a mistake in the program, told by number and type.
        return Problem::internal(rejection);
    }
    let name = match &rejection {
        PathRejection::FailedToDeserializePathParams(error) => match error.kind() {
            ErrorKind::ParseErrorAtKey { key, .. }
            | ErrorKind::InvalidUtf8InPathParam { key }
            | ErrorKind::DeserializeError { key, .. } => Some(key.clone()),
            ErrorKind::ParseErrorAtIndex { index, .. } => Some(index.to_string()),
            _ => None,
        },
        _ => None,
    };
    let location = std::iter::once("path".to_owned()).chain(name);
    Problem::invalid(status, [FieldError::new(location, "path_invalid", "the path does not have the expected shape")])
}
