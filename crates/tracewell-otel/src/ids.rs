use opentelemetry::trace::{SpanId, TraceId};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator};
use tracewell_context::{Context, with_current};

/// Random ids; the trace of a piece of work gets the id that was decided by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids(RandomIdGenerator);

impl IdGenerator for Ids {
    fn new_trace_id(&self) -> TraceId {
        let planned = with_current(|work| work.and_then(Context::planned_trace));
        planned.map_or_else(|| self.0.new_trace_id(), TraceId::from_bytes)
    }

    fn new_span_id(&self) -> SpanId {
        self.0.new_span_id()
    }
}

/// Ids of a trace and of a span that belong to nothing else.
pub(crate) fn fresh() -> ([u8; 16], [u8; 8]) {
    let random = RandomIdGenerator::default();
    (random.new_trace_id().to_bytes(), random.new_span_id().to_bytes())
}
