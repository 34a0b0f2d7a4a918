use std::sync::OnceLock;

use crate::{TraceParent, with_current};

static SOURCE: OnceLock<fn() -> Option<TraceParent>> = OnceLock::new();

/// Says how to find the active span of the process's tracing system. The first call decides.
///
/// This is how a tracing system takes part in what is passed on, without its types being known here.
pub fn set_active_trace_source(source: fn() -> Option<TraceParent>) {
    let _ = SOURCE.set(source);
}

/// The position in a distributed trace that a call to another service is made from: the active span of the tracing
/// system, if there is one, else what the caller of the current work sent.
///
/// ```
/// use tracewell_context::{Context, active_trace};
///
/// let context = Context::open();
/// context.set_trace_parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse()?);
/// assert_eq!(context.in_scope(active_trace), context.trace_parent());
/// assert_eq!(active_trace(), None);
/// # Ok::<(), tracewell_context::InvalidTraceParent>(())
/// ```
#[must_use]
pub fn active_trace() -> Option<TraceParent> {
    let active = SOURCE.get().and_then(|source| source());
    active.or_else(|| {
        with_current(|context| {
            let context = context?;
            let parent = context.trace_parent()?;
            // What the caller wants recorded is not what the next service is to be told then.
            Some(if context.trace_recorded() == Some(false) { parent.not_sampled() } else { parent })
        })
    })
}
