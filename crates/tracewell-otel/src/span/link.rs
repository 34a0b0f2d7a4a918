use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};
use tracewell_context::TraceParent;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Links a span to a place in another trace: where the message that it handles was published, say. Without an exporter
/// nothing happens.
pub fn link(span: &Span, origin: TraceParent) {
    let ids = TraceId::from_hex(origin.trace_id()).ok().zip(SpanId::from_hex(origin.span_id()).ok());
    let Some((trace, id)) = ids else { return };
    let flags = if origin.sampled() { TraceFlags::SAMPLED } else { TraceFlags::default() };
    span.add_link(SpanContext::new(trace, id, flags, true, TraceState::default()));
}
