use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use tracewell_context::TraceParent;

/// Ids of the active span in network byte order, trace id first; `None` outside any.
///
/// ```
/// assert_eq!(tracewell_otel::active_ids(), None);
/// ```
#[must_use]
pub fn active_ids() -> Option<([u8; 16], [u8; 8])> {
    active(ids)
}

/// The active span as others are told of it.
pub(crate) fn active_parent() -> Option<TraceParent> {
    active(|span| {
        let (trace, span_id) = ids(span);
        TraceParent::new(trace, span_id, span.trace_flags().to_u8())
    })
    .flatten()
}

pub(crate) fn ids(span: &SpanContext) -> ([u8; 16], [u8; 8]) {
    (span.trace_id().to_bytes(), span.span_id().to_bytes())
}

pub(crate) fn active<R>(read: impl FnOnce(&SpanContext) -> R) -> Option<R> {
    Context::map_current(|context| {
        if !context.has_active_span() {
            return None;
        }
        let span = context.span();
        let span = span.span_context();
        span.is_valid().then(|| read(span))
    })
}
