use http::{HeaderMap, HeaderName, HeaderValue};
use tracewell_context::{Context, TraceParent, active_trace, with_current};
use tracewell_names::header;

use crate::set_header::set_header;

/// Puts the current context's correlation id, the [active trace](active_trace) and what there is of
/// [baggage](tracewell_context::Baggage) into the headers of a request to the next service, which is one of the same house.
///
/// What is there under these names is replaced; without a context, or without a trace, nothing is touched.
///
/// ```
/// use http::HeaderMap;
/// use tracewell_context::{Context, CorrelationId};
/// use tracewell_correlation::propagate;
///
/// let mut headers = HeaderMap::new();
/// Context::new(CorrelationId::new("r-1")?).in_scope(|| propagate(&mut headers));
/// assert_eq!(headers["x-request-id"], "r-1");
/// assert!(!headers.contains_key("traceparent"));
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
pub fn propagate(headers: &mut HeaderMap) {
    let trace = active_trace();
    with_current(|context| {
        if let Some(context) = context {
            inject(context, trace, headers);
        }
    });
}

fn inject(context: &Context, trace: Option<TraceParent>, headers: &mut HeaderMap) {
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            set_header(headers, &HeaderName::from_static(name), value);
        }
    };
    set(header::X_REQUEST_ID, context.correlation_id().as_str());
    if let Some(baggage) = context.baggage() {
        set(header::BAGGAGE, &baggage.to_string());
    }
    if let Some(parent) = trace {
        set(header::TRACEPARENT, &parent.to_string());
        if let Some(state) = context.trace_state() {
            set(header::TRACESTATE, state);
        }
    }
}
