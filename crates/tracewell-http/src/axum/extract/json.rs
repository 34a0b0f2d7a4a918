use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::axum::{FieldError, Problem};

/// A JSON body, in and out, like [`axum::Json`].
///
/// | rejection | status | `type` in `validation_error` |
/// |---|---|---|
/// | no JSON media type | 415 | – (`http_exception_4xx`) |
/// | larger than the router allows | 413 | – (`http_exception_4xx`) |
/// | could not be read | 400 | `body_unreadable` |
/// | no JSON | 400 | `json_syntax` |
/// | ends too soon | 400 | `json_truncated` |
/// | JSON of another shape | 422 | `json_shape` |
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let error =
                FieldError::new(["header", "content-type"], "content_type", "the body must be application/json");
            return Err(Problem::invalid(StatusCode::UNSUPPORTED_MEDIA_TYPE, [error]));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| unreadable(&rejection))?;
        let mut json = serde_json::Deserializer::from_slice(&body);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| invalid(&error))?;
        json.end().map_err(|_| syntax(["body"]))?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// `application/json`, or any type with the suffix `+json` (RFC 6839).
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let Some((top, sub)) = essence.split_once('/') else { return false };
    top.eq_ignore_ascii_case("application")
        && (sub.eq_ignore_ascii_case("json") || sub.to_ascii_lowercase().ends_with("+json"))
}

fn unreadable(rejection: &BytesRejection) -> Problem {
    let status = rejection.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(status).detail("the body is larger than allowed");
    }
    Problem::invalid(status, [FieldError::new(["body"], "body_unreadable", "the body could not be read")])
}

fn invalid(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let place = error.path().iter().map(ToString::to_string);
    let location = std::iter::once("body".to_owned()).chain(place);
    match error.inner().classify() {
        Category::Data => {
            let error = FieldError::new(location, "json_shape", "the body does not have the expected shape");
            Problem::invalid(StatusCode::UNPROCESSABLE_ENTITY, [error])
        }
        Category::Eof => {
            let error = FieldError::new(location, "json_truncated", "the body ends before its JSON does");
            Problem::invalid(StatusCode::BAD_REQUEST, [error])
        }
        Category::Syntax | Category::Io => syntax(location),
    }
}

fn syntax<I>(location: I) -> Problem
where
    I: IntoIterator,
    I::Item: Into<String>,
{
    Problem::invalid(StatusCode::BAD_REQUEST, [FieldError::new(location, "json_syntax", "the body is not JSON")])
}
