use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::place::place;
use super::stop::Stop;
use crate::axum::{FieldError, Problem};

/// A JSON body, in and out, like [`axum::Json`].
///
/// 400 and 422 are told as `validation_error`, the others as `http_exception_4xx` with the `type` as its `error_type`: with
/// them nobody has looked at the input.
///
/// | rejection | status | `type` |
/// |---|---|---|
/// | no JSON media type | 415 | `content_type` |
/// | larger than the router allows | 413 | `body_too_large` |
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
        if !says_json(request.headers()) {
            let error =
                FieldError::new(["header", "content-type"], "content_type", "the body must be application/json");
            return Err(Problem::invalid(StatusCode::UNSUPPORTED_MEDIA_TYPE, [error]));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| unreadable(&rejection))?;
        let mut json = serde_json::Deserializer::from_slice(&body);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| invalid(&error, &body))?;
        json.end().map_err(|_| syntax())?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// `application/json`, or any type with the suffix `+json` (RFC 6839).
fn says_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let Some((top, sub)) = essence.split_once('/') else { return false };
    top.eq_ignore_ascii_case("application")
        && (sub.eq_ignore_ascii_case("json") || sub.to_ascii_lowercase().ends_with("+json"))
}

fn unreadable(rejection: &BytesRejection) -> Problem {
    let status = rejection.status();
    let error = if status == StatusCode::PAYLOAD_TOO_LARGE {
        FieldError::new(["body"], "body_too_large", "the body is larger than allowed")
    } else {
        FieldError::new(["body"], "body_unreadable", "the body could not be read")
    };
    Problem::invalid(status, [error])
}

fn invalid(error: &serde_path_to_error::Error<serde_json::Error>, body: &[u8]) -> Problem {
    let cause = error.inner();
    let is_refused = |name: &str| Stop::of(cause, body).is_at_name(name);
    match cause.classify() {
        Category::Data => shape(place("body", error.path(), is_refused)),
        Category::Eof => {
            let error = FieldError::new(["body"], "json_truncated", "the body ends before its JSON does");
            Problem::invalid(StatusCode::BAD_REQUEST, [error])
        }
        // serde_json calls by this name also a key that is to be a number and is none, and a number out of range.
        Category::Syntax | Category::Io if is_json(body) => shape(place("body", error.path(), is_refused)),
        Category::Syntax | Category::Io => syntax(),
    }
}

fn is_json(body: &[u8]) -> bool {
    str::from_utf8(body).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

fn shape(place: Vec<String>) -> Problem {
    let error = FieldError::new(place, "json_shape", "the body does not have the expected shape");
    Problem::invalid(StatusCode::UNPROCESSABLE_ENTITY, [error])
}

fn syntax() -> Problem {
    Problem::invalid(StatusCode::BAD_REQUEST, [FieldError::new(["body"], "json_syntax", "the body is not JSON")])
}
