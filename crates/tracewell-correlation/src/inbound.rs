use http::{HeaderMap, HeaderName};
use tracewell_context::{CorrelationId, TraceParent};
use tracewell_names::header;
use tracewell_redact::Policy;

const TRACEPARENT: HeaderName = HeaderName::from_static(header::TRACEPARENT);
const TRACESTATE: HeaderName = HeaderName::from_static(header::TRACESTATE);
/// Room for what the context keeps, 512 bytes, and no more.
const MAX_TRACE_STATE: usize = 513;

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

/// What tracing systems on the way said of the trace, unless there is a secret in it. Several lines are one list
/// (W3C Trace Context, 3.3).
pub(crate) fn trace_state(headers: &HeaderMap, policy: &Policy) -> Option<String> {
    let mut whole = String::new();
    for line in headers.get_all(&TRACESTATE) {
        let line = line.to_str().ok()?;
        if whole.len() + line.len() >= MAX_TRACE_STATE {
            return None;
        }
        if !whole.is_empty() {
            whole.push(',');
        }
        whole.push_str(line);
    }
    (!whole.is_empty() && !policy.holds_secret(&whole)).then_some(whole)
}

/// The value of a header that was sent in exactly one line.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let line = headers.get(name)?;
    if headers.get_all(name).iter().nth(1).is_some() {
        return None;
    }
    line.to_str().ok()
}
