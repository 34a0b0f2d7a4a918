use http::{HeaderMap, HeaderName, HeaderValue};
use tracewell_context::{active_trace, with_current};
use tracewell_names::header;

const X_REQUEST_ID: HeaderName = HeaderName::from_static(header::X_REQUEST_ID);
const TRACEPARENT: HeaderName = HeaderName::from_static(header::TRACEPARENT);
const TRACESTATE: HeaderName = HeaderName::from_static(header::TRACESTATE);
const BAGGAGE: HeaderName = HeaderName::from_static(header::BAGGAGE);

/// What a call tells the other service about the work that it belongs to.
///
/// A header that the caller has set himself stays as he set it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Propagation {
    /// Nothing: for strangers.
    Nothing,
    /// `X-Request-ID` and `traceparent`.
    #[default]
    Ids,
    /// These, and the `tracestate` that came in: for services of the same house, as others may have written anything in it.
    IdsAndTraceState,
    /// These, and what the service keeps of the [baggage](tracewell_context::Context::baggage) that came in: for services of
    /// the same house that are to know what it says.
    All,
}

impl Propagation {
    /// Adds what is to be told of the current context.
    pub(crate) fn inject(self, headers: &mut HeaderMap) {
        if self == Self::Nothing {
            return;
        }
        let trace = active_trace();
        with_current(|context| {
            if let Some(context) = context {
                // An id of a kind that no header can carry stays here.
                if let Ok(id) = HeaderValue::from_str(context.correlation_id().as_str()) {
                    insert(headers, X_REQUEST_ID, id);
                }
                if self == Self::All
                    && let Some(Ok(baggage)) =
                        context.baggage().map(|baggage| HeaderValue::try_from(baggage.to_string()))
                {
                    insert(headers, BAGGAGE, baggage);
                }
            }
            let Some(trace) = trace else { return };
            let caller_decides = headers.contains_key(TRACEPARENT);
            if let Ok(parent) = HeaderValue::try_from(trace.to_string()) {
                insert(headers, TRACEPARENT, parent);
            }
            if self == Self::Ids || caller_decides {
                return;
            }
            let same = |context: &tracewell_context::Context| {
                context.trace_parent().is_some_and(|parent| parent.trace_id() == trace.trace_id())
            };
            let state = context.filter(|context| same(context)).and_then(tracewell_context::Context::trace_state);
            if let Some(Ok(state)) = state.map(HeaderValue::from_str) {
                insert(headers, TRACESTATE, state);
            }
        });
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
