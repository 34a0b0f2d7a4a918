use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::place::place;
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
                // serde's own text, and the only sign that a name was refused and not its value.
                let is_refused = |_: &str| error.inner().to_string().starts_with("unknown field ");
                let location = place("query", error.path(), is_refused);
                let error = FieldError::new(location, "query_invalid", "the query does not have the expected shape");
                Problem::invalid(StatusCode::BAD_REQUEST, [error])
            })
    }
}
