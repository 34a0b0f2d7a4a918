use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::axum::{FieldError, Problem};

/// The query string, like [`axum::extract::Query`]. What does not fit is a 400 with the type `query_invalid`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes())))
            .map(Self)
            .map_err(|error: serde_path_to_error::Error<_>| {
                let place = error.path().iter().map(ToString::to_string);
                let location = std::iter::once("query".to_owned()).chain(place);
                let error = FieldError::new(location, "query_invalid", "the query does not have the expected shape");
                Problem::invalid(StatusCode::BAD_REQUEST, [error])
            })
    }
}
