use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use super::accept::prefers;
use super::health::{JSON, TEXT};
use crate::auth::{self, Authority, Refusal};

/// Middleware for what answers everybody and tells some more: a caller who asks for JSON and says who they are is
/// authenticated, like anywhere else; all others pass as nobody.
pub(crate) async fn recognise(state: State<Authority>, request: Request, next: Next) -> Result<Response, Refusal> {
    let headers = request.headers();
    if prefers(headers, JSON, TEXT) && headers.contains_key(AUTHORIZATION) {
        return auth::authenticate(state, request, next).await;
    }
    Ok(next.run(request).await)
}
