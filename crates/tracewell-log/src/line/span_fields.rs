use tracewell_context::RenderKey;

use super::fields::Fields;

/// The fields of a span as each layer renders them, kept with the span. Layers with different policies in one registry
/// never see each other's.
#[derive(Debug)]
pub(crate) struct SpanFields {
    first: (RenderKey, Fields),
    others: Vec<(RenderKey, Fields)>,
}

impl SpanFields {
    pub(crate) const fn new(layer: RenderKey, fields: Fields) -> Self {
        Self { first: (layer, fields), others: Vec::new() }
    }

    pub(crate) fn of(&self, layer: RenderKey) -> Option<&Fields> {
        std::iter::once(&self.first).chain(&self.others).find(|(owner, _)| *owner == layer).map(|(_, fields)| fields)
    }

    /// Adds what was recorded since.
    pub(crate) fn record(&mut self, layer: RenderKey, recorded: &Fields) {
        let known = std::iter::once(&mut self.first).chain(&mut self.others).find(|(owner, _)| *owner == layer);
        match known {
            Some((_, fields)) => fields.replace(recorded),
            None => self.others.push((layer, recorded.snug())),
        }
    }
}
