use tracewell_context::{Context, CorrelationId, Principal, TraceParent, with_current};

use super::short_text::ShortText;

/// Which request, job or message a violation belongs to, as a copy of what its lines have: a handle would keep all of a
/// request's memory until Redis has answered, and have it freed by another thread than the one that needs it next.
#[derive(Debug)]
pub(super) struct Origin {
    correlation_id: ShortText,
    trace_parent: Option<TraceParent>,
    principal: Option<Principal>,
}

impl Origin {
    pub(super) fn current() -> Option<Self> {
        with_current(|context| {
            context.map(|context| Self {
                correlation_id: ShortText::new(context.correlation_id().as_str()),
                trace_parent: context.trace_parent(),
                principal: context.principal().cloned(),
            })
        })
    }

    /// A context for lines of this origin.
    pub(super) fn context(&self) -> Option<Context> {
        let context = Context::new(CorrelationId::new(self.correlation_id.as_str()).ok()?);
        if let Some(parent) = self.trace_parent {
            context.set_trace_parent(parent);
        }
        if let Some(principal) = &self.principal {
            // It is a context that nobody else has, and nothing is bound.
            let _ = context.bind(principal.clone());
        }
        Some(context)
    }
}
