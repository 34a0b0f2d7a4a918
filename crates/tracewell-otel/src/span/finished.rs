use opentelemetry::trace::{SpanContext, Status};
use opentelemetry::{KeyValue, Value};
use opentelemetry_sdk::trace::SpanData;
use tracewell_context::Context;

/// A span that has ended, and whose it was.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) span: SpanData,
    pub(crate) work: Option<Context>,
}

/// What a span takes besides its texts.
const SPAN: usize = 512;
/// What an attribute, an event or a link takes besides its texts.
const PART: usize = 96;

impl Finished {
    /// About how many bytes it holds.
    pub(crate) fn bytes(&self) -> usize {
        let attributes = |all: &[KeyValue]| all.iter().map(attribute).sum::<usize>();
        let events = self.span.events.iter().map(|event| PART + event.name.len() + attributes(&event.attributes));
        let links = self.span.links.iter();
        let links = links.map(|link| PART + state(&link.span_context) + attributes(&link.attributes));
        let status = match &self.span.status {
            Status::Error { description } => description.len(),
            _ => 0,
        };
        // Shared by all spans of a tracer; but there may be a tracer for each.
        let scope = &self.span.instrumentation_scope;
        let texts = [Some(scope.name()), scope.version(), scope.schema_url()].into_iter().flatten().map(str::len);
        let scope = texts.sum::<usize>() + scope.attributes().map(attribute).sum::<usize>();
        SPAN + self.span.name.len()
            + status
            + scope
            + state(&self.span.span_context)
            + attributes(&self.span.attributes)
            + events.sum::<usize>()
            + links.sum::<usize>()
    }
}

fn state(context: &SpanContext) -> usize {
    context.trace_state().header().len()
}

fn attribute(attribute: &KeyValue) -> usize {
    let value = match &attribute.value {
        Value::String(text) => text.as_str().len(),
        Value::Array(array) => array.to_string().len(),
        _ => 0,
    };
    PART + attribute.key.as_str().len() + value
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use opentelemetry::InstrumentationScope;
    use opentelemetry::trace::{Link, SpanId, SpanKind, TraceFlags, TraceId, TraceState};
    use opentelemetry_sdk::trace::{SpanEvents, SpanLinks};

    use super::*;

    const LARGE: usize = 1_000;

    fn large() -> String {
        "x".repeat(LARGE)
    }

    #[test]
    fn every_text_counts() {
        // A vendor has 256 bytes at most.
        let vendors = || (0..4).map(|vendor| (format!("v{vendor}"), "x".repeat(LARGE / 4)));
        let state = || TraceState::from_key_value(vendors()).unwrap();
        let context =
            || SpanContext::new(TraceId::from(1_u128), SpanId::from(1_u64), TraceFlags::SAMPLED, false, state());
        let scope = InstrumentationScope::builder(large())
            .with_version(large())
            .with_schema_url(large())
            .with_attributes([KeyValue::new("a", large())])
            .build();
        let mut links = SpanLinks::default();
        links.links.push(Link::new(context(), vec![KeyValue::new("a", large())], 0));
        let span = SpanData {
            span_context: context(),
            parent_span_id: SpanId::INVALID,
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name: large().into(),
            start_time: SystemTime::now(),
            end_time: SystemTime::now(),
            attributes: vec![KeyValue::new("a", large())],
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links,
            status: Status::error(large()),
            instrumentation_scope: scope,
        };
        // Name, status, own trace state, attribute, four of the scope, two of the link.
        let bytes = Finished { span, work: None }.bytes();
        assert!((10 * LARGE..10 * LARGE + 2_000).contains(&bytes), "{bytes}");
    }
}
