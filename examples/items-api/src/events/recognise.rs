use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, AUTHORIZATION};
use axum::middleware::Next;
use axum::response::Response;

use crate::auth::{self, Authority, Refusal};

/// Middleware for what answers everybody and tells some more: a caller who asks for JSON and says who they are is
/// authenticated, like anywhere else; all others pass as nobody.
pub(crate) async fn recognise(state: State<Authority>, request: Request, next: Next) -> Result<Response, Refusal> {
    let headers = request.headers();
    if wants(headers, "application/json") && headers.contains_key(AUTHORIZATION) {
        return auth::authenticate(state, request, next).await;
    }
    Ok(next.run(request).await)
}

/// Whether a client names this media type among those it accepts.
pub(super) fn wants(headers: &HeaderMap, media_type: &str) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types = accepted.flat_map(|value| value.split(',')).map(|part| part.split(';').next().unwrap_or(part));
    types.any(|part| part.trim().eq_ignore_ascii_case(media_type))
}
