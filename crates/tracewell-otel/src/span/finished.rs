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
        let links = self.span.links.iter().map(|link| PART + attributes(&link.attributes));
        SPAN + attributes(&self.span.attributes) + events.sum::<usize>() + links.sum::<usize>()
    }
}

fn attribute(attribute: &KeyValue) -> usize {
    let value = match &attribute.value {
        Value::String(text) => text.as_str().len(),
        Value::Array(array) => array.to_string().len(),
        _ => 0,
    };
    PART + attribute.key.as_str().len() + value
}
