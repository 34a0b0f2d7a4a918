use axum::extract::{Request, State};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::authority::Authority;
use super::bearer::{BearerToken, Unreadable};
use tracewell::http::{Problem, Result};

/// Middleware: lets a request with a good token pass as its caller's, and ends any other with 401 before anything of it is
/// looked at.
pub(crate) async fn authenticate(
    State(authority): State<Authority>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let token = BearerToken::read(request.headers()).map_err(|unreadable| match unreadable {
        Unreadable::Missing => denied("A bearer token is needed"),
        Unreadable::Malformed => denied("The bearer token is not valid"),
    })?;
    let caller =
        authority.identify(&token, request.headers()).ok_or_else(|| denied("The bearer token is not valid"))?;
    if let Err(error) = tracewell::bind(caller.identity().principal().clone()) {
        // The request is the caller's all the same; only its lines would not say so.
        tracing::warn!(error = &error as &dyn std::error::Error, "principal_not_bound");
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn denied(detail: &'static str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED).detail(detail).header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
}
