use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;

use crate::admission::bare;
use crate::{Caller, Error, ErrorKind};

/// The caller that an [`IdentityLayer`](crate::IdentityLayer) has let in. Where none has, nobody is: it fails closed.
impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;

    async fn from_request_parts(head: &mut Parts, _state: &S) -> Result<Self, Error> {
        head.extensions.get::<Self>().cloned().ok_or(Error::new(ErrorKind::TokenMissing))
    }
}

/// Status, `WWW-Authenticate` and an empty body, which the HTTP layers of tracewell fill with problem details; the error
/// is in the extensions.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response: Response = bare(&self);
        response.extensions_mut().insert(self);
        response
    }
}
