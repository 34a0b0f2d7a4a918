use std::sync::Arc;

use tracewell_context::Context;
use tracewell_failure::catch;
use tracewell_names::target;
use tracewell_redact::Policy;
use tracing::span::Entered;
use tracing::{Span, field};

use crate::principal::shown;

/// The span of one request, for sinks that live on spans.
#[derive(Debug)]
pub(super) struct RequestSpan {
    // Shared with whoever tells of the principal, who must not keep it open: work that goes on behind the request has
    // the same context.
    span: Arc<Span>,
    /// The route was not known when the request began.
    late: bool,
    /// Nor was its id.
    nameless: bool,
}

impl RequestSpan {
    pub(super) fn open(context: &Context, policy: &Policy) -> Self {
        let correlation_id = context.decided_correlation_id();
        // In its context, where a sink finds the trace that it continues.
        let span = context.in_scope(|| {
            shielded(|| {
                tracing::info_span!(
                    target: target::HTTP,
                    "request",
                    correlation_id = correlation_id.map(|id| id.as_str()),
                    method = context.method(),
                    // Only the route tells what of the path may be shown, and a sink does not forget.
                    path = context.route().and(context.path()),
                    route = context.route(),
                    status_code = field::Empty,
                    error_type = field::Empty,
                    team_id = field::Empty,
                    user_id = field::Empty,
                )
            })
            .unwrap_or_else(Span::none)
        });
        let span = Arc::new(span);
        let (shown_on, policy) = (Arc::downgrade(&span), policy.clone());
        context.when_bound(move |principal| {
            let Some(span) = shown_on.upgrade() else { return };
            // Who is bound is not the failure of who binds.
            shielded(|| {
                let (team, user) = shown(principal, &policy);
                span.record("team_id", &*team);
                span.record("user_id", user.as_deref());
            });
        });
        Self { span, late: context.route().is_none(), nameless: correlation_id.is_none() }
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    /// Runs `work` in the span, or without it where the subscriber can't enter it.
    pub(super) fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        let _inside = Inside(shielded(|| self.span.enter()));
        work()
    }

    /// Adds what was not known when it was opened.
    pub(super) fn complete(&self, context: &Context, status: Option<u16>, error_type: Option<&str>) {
        let Self { span, .. } = self;
        if self.nameless {
            span.record("correlation_id", context.correlation_id().as_str());
        }
        if let Some(status) = status {
            span.record("status_code", status);
        }
        if self.late {
            span.record("path", context.path());
            span.record("route", context.route());
        }
        if let Some(error_type) = error_type {
            span.record("error_type", error_type);
        }
    }
}

/// The span is left on the way out, also when the work panics.
struct Inside<'s>(Option<Entered<'s>>);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let entered = self.0.take();
        shielded(|| drop(entered));
    }
}

/// Has the subscriber do something. If it panics, that is told, and the request goes on.
fn shielded<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch(work).map_err(|panicked| panicked.report(None)).ok()
}
