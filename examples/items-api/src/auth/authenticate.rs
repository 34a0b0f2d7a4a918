use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tracewell::identity::{Error, ErrorKind, admit};

use super::authority::Authority;
use super::caller::Caller;
use super::refusal::Refusal;

/// Middleware: lets a request with a good token pass as its caller's, and ends any other with 401 before anything of it is
/// looked at, or with 503 while that can't be told.
pub(crate) async fn authenticate(
    State(authority): State<Authority>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let (mut head, body) = request.into_parts();
    let admitted = admit(&authority, &mut head).await?;
    let caller = Caller::admitted(&admitted);
    head.extensions.insert(caller.ok_or_else(|| Error::new(ErrorKind::TokenInvalid))?);
    Ok(next.run(Request::from_parts(head, body)).await)
}
