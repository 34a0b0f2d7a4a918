use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response};
use tracewell_context::Context;

use super::{PROBLEM_JSON, ProblemDetails};

/// The problem document for an error response that has no body of its own: a router's 404 or 405.
///
/// `has_body` says that it has. The response's headers are made to fit the document, all others stay (`Allow`,
/// `Retry-After`).
pub(crate) fn fill<B>(response: &mut Response<B>, has_body: bool, context: &Context) -> Option<Bytes> {
    let status = response.status();
    let says_nothing = !has_body && !response.headers().contains_key(CONTENT_TYPE);
    if !(status.is_client_error() || status.is_server_error()) || !says_nothing {
        return None;
    }
    let document = ProblemDetails::new(status).to_json(context.correlation_id());
    set_body_headers(response.headers_mut(), &document);
    Some(document)
}

pub(crate) fn set_body_headers(headers: &mut HeaderMap, document: &Bytes) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(document.len()));
}
