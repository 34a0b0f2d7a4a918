use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::authority::Authority;
use super::bearer::{BearerToken, Unreadable};
use super::refusal::Refusal;
use tracewell::security::Violation;

/// Middleware: lets a request with a good token pass as its caller's, and ends any other with 401 before anything of it is
/// looked at.
pub(crate) async fn authenticate(
    State(authority): State<Authority>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let token = BearerToken::read(request.headers()).map_err(|unreadable| match unreadable {
        Unreadable::Missing => Refusal::of_token(Violation::TokenMissing, "missing", "A bearer token is needed"),
        Unreadable::Malformed => not_valid("malformed"),
    })?;
    let caller = authority.identify(&token, request.headers()).ok_or_else(|| not_valid("refused"))?;
    if let Err(error) = tracewell::bind(caller.identity().principal().clone()) {
        // The request is the caller's all the same; only its lines would not say so.
        tracing::warn!(error = &error as &dyn std::error::Error, "principal_not_bound");
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn not_valid(why: &'static str) -> Refusal {
    Refusal::of_token(Violation::TokenInvalid, why, "The bearer token is not valid")
}
