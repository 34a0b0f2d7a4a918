use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::{Map, Value};

use tracewell::http::{FieldError, Problem, Result};

/// The longest body.
const MAX_BYTES: usize = 1024 * 1024;
/// The longest time a client may take to send one.
const MAX_TIME: Duration = Duration::from_secs(30);

/// A body that is a JSON object, whatever its Content-Type says.
#[derive(Debug)]
pub(crate) struct JsonObject(pub(crate) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for JsonObject {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self> {
        let bytes = read(request.into_body()).await?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            Ok(_) => Err(invalid("object_type", "The data is not a JSON object")),
            // serde's own words quote the input.
            Err(_) => Err(invalid("json_invalid", "The data is not a JSON string")),
        }
    }
}

impl JsonObject {
    /// The properties of the object: an object itself, empty if absent.
    pub(crate) fn properties(&mut self) -> Result<Map<String, Value>> {
        match self.0.remove("properties") {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(properties)) => Ok(properties),
            Some(_) => {
                let error = FieldError::new(["body", "properties"], "object_type", "properties must be an object");
                Err(Problem::invalid(StatusCode::BAD_REQUEST, [error]))
            }
        }
    }
}

async fn read(body: Body) -> Result<Bytes> {
    let too_large = || Problem::new(StatusCode::PAYLOAD_TOO_LARGE).detail("The body is longer than 1 MiB");
    if body.size_hint().lower() > MAX_BYTES as u64 {
        return Err(too_large());
    }
    match tokio::time::timeout(MAX_TIME, Limited::new(body, MAX_BYTES).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(invalid("body_broken", "The body broke off")),
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT).detail("The body took too long")),
    }
}

fn invalid(kind: &'static str, detail: &'static str) -> Problem {
    Problem::invalid(StatusCode::BAD_REQUEST, [FieldError::new(["body"], kind, detail)])
}
