use std::cell::RefCell;
use std::str::FromStr;

use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use opentelemetry::{Context as OtelContext, ContextGuard};
use tracewell_context::{Context as Work, TraceParent, with_current};
use tracing::Subscriber;
use tracing::span::{Attributes, Id};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::sampler::Trusted;

thread_local! {
    static PARENT: RefCell<Option<ContextGuard>> = const { RefCell::new(None) };
    static CLOSING: RefCell<Option<Work>> = const { RefCell::new(None) };
}

/// Whom a span belongs to, kept with it until it is closed.
struct Owner(Work);

/// In front of the layer that makes OpenTelemetry spans: a span that begins a piece of work continues the trace that the
/// work came with, and is closed in the name of that work.
///
/// The layer behind takes its parent from the current OpenTelemetry context; between this layer and [`AfterSpans`] that
/// is the remote one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BeforeSpans;

/// Behind it: puts back what was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AfterSpans;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for BeforeSpans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !attributes.is_contextual() || OtelContext::map_current(TraceContextExt::has_active_span) {
            return;
        }
        let Some(work) = tracewell_context::current() else { return };
        if let Some(remote) = remote(&work) {
            let _ = PARENT.try_with(|parent| parent.replace(Some(remote.attach())));
        }
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Owner(work));
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let owner = context.span(&id).and_then(|span| span.extensions_mut().remove::<Owner>());
        if let Some(Owner(work)) = owner {
            let _ = CLOSING.try_with(|closing| closing.replace(Some(work)));
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for AfterSpans {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        drop(PARENT.try_with(|parent| parent.borrow_mut().take()));
    }

    fn on_close(&self, _: Id, _: Context<'_, S>) {
        drop(closing());
    }
}

/// The work whose span is being closed on this thread.
pub(super) fn closing() -> Option<Work> {
    CLOSING.try_with(|closing| closing.borrow_mut().take()).ok().flatten()
}

/// The first span of a piece of work is where its trace is known by, for what goes on without the span.
pub(super) fn note_start(span: &SpanContext) {
    with_current(|work| {
        let Some(work) = work.filter(|work| work.trace_parent().is_none()) else { return };
        let (trace, id) = super::ids(span);
        if let Some(parent) = TraceParent::new(trace, id, span.trace_flags().to_u8()) {
            work.set_trace_parent(parent);
            work.trust_trace_flag();
        }
    });
}

/// The caller's span as a parent.
fn remote(work: &Work) -> Option<OtelContext> {
    let parent = work.trace_parent()?;
    let trace_id = TraceId::from_hex(parent.trace_id()).ok()?;
    let span_id = SpanId::from_hex(parent.span_id()).ok()?;
    let flags = if parent.sampled() { TraceFlags::SAMPLED } else { TraceFlags::default() };
    let state = work.trace_state().and_then(|state| TraceState::from_str(state).ok()).unwrap_or_default();
    let context = OtelContext::new().with_remote_span_context(SpanContext::new(trace_id, span_id, flags, true, state));
    Some(if work.is_trace_flag_trusted() { context.with_value(Trusted) } else { context })
}
