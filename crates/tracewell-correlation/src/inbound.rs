use http::{HeaderMap, HeaderName};
use tracewell_context::{CorrelationId, TraceParent};
use tracewell_names::header;
use tracewell_redact::Policy;

const TRACEPARENT: HeaderName = HeaderName::from_static(header::TRACEPARENT);

/// The id that the request came with, if it is one line, well-formed, and no secret.
pub(crate) fn correlation_id(headers: &HeaderMap, name: &HeaderName, policy: &Policy) -> Option<CorrelationId> {
    let text = only(headers, name)?;
    let id = CorrelationId::new(text).ok()?;
    // An e-mail address or a token keeps to the grammar too.
    (!policy.holds_secret(id.as_str())).then_some(id)
}

/// The trace that the request belongs to, if its `traceparent` is one valid line.
pub(crate) fn trace_parent(headers: &HeaderMap) -> Option<TraceParent> {
    only(headers, &TRACEPARENT)?.parse().ok()
}

/// The value of a header that was sent in exactly one line.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut lines = headers.get_all(name).iter();
    let line = lines.next()?;
    if lines.next().is_some() {
        return None;
    }
    line.to_str().ok()
}
