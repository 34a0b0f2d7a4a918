use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::origin::canonical_id;
use tracewell::http::{Problem, Result};

/// The `{id}` of a path. What can't be an id is an id that nobody has.
#[derive(Clone, Debug)]
pub(crate) struct ObjectId(Option<String>);

impl ObjectId {
    /// The id, or the answer to one that nobody has.
    pub(crate) fn get(self) -> Result<String> {
        self.0.ok_or_else(unknown)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ObjectId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(id.ok().map(|Path(id)| canonical_id(&id).into_owned())))
    }
}

/// The one answer to an id that does not exist, is no id, is missing, or is another team's.
pub(crate) fn unknown() -> Problem {
    Problem::new(StatusCode::NOT_FOUND).detail("There is nothing with this id")
}
