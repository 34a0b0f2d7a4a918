use sentry_core::Level;
use sentry_core::protocol::{Context as Section, Event, Map, Request, TraceContext, User};
use tracewell_context::{Context, active_trace, current};
use tracewell_names::field;
use tracewell_redact::Policy;

use crate::trail::crumbs;

/// Methods of RFC 9110 and RFC 5789.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
/// A method that HTTP does not know, in a name.
const UNKNOWN_METHOD: &str = "HTTP";

/// The work that something happened in: what an event or a transaction says of it.
#[derive(Debug)]
pub(crate) struct Work {
    context: Option<Context>,
}

impl Work {
    pub(crate) fn current() -> Self {
        Self { context: current() }
    }

    pub(crate) fn route(&self) -> Option<&str> {
        self.context.as_ref()?.route()
    }

    /// An event with everything in it but what happened.
    pub(super) fn event(&self, level: Level) -> Event<'static> {
        let mut event = Event {
            level,
            tags: self.tags(),
            user: self.user(),
            transaction: self.name(),
            breadcrumbs: crumbs().into(),
            ..Event::default()
        };
        if let Some(method) = self.context.as_ref().and_then(Context::method) {
            event.request = Some(Request { method: Some(method.to_owned()), ..Request::default() });
        }
        if let Some(path) = self.context.as_ref().and_then(Context::path) {
            event.extra.insert(field::PATH.to_owned(), path.into());
        }
        if let Some(job) = self.context.as_ref().and_then(Context::job) {
            event.extra.insert(field::JOB.to_owned(), job.into());
        }
        if let Some(trace) = self.trace() {
            event.contexts.insert("trace".to_owned(), Section::Trace(Box::new(trace)));
        }
        event
    }

    pub(crate) fn tags(&self) -> Map<String, String> {
        let Some(context) = &self.context else { return Map::new() };
        let tags = [
            (field::CORRELATION_ID, Some(context.correlation_id().as_str())),
            (field::TEAM_ID, context.team_id().map(|team| team.as_str())),
            (field::USER_ID, context.user_id().map(|user| user.as_str())),
            (field::ROUTE, context.route()),
        ];
        tags.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect()
    }

    pub(crate) fn user(&self) -> Option<User> {
        let id = self.context.as_ref()?.user_id()?.as_str().to_owned();
        Some(User { id: Some(id), ..User::default() })
    }

    /// What it is called in Sentry: method and route, never a path, or the kind of the job.
    pub(crate) fn name(&self) -> Option<String> {
        let context = self.context.as_ref()?;
        // Whoever sends a request would else name things here.
        let method = context.method().map(|method| if METHODS.contains(&method) { method } else { UNKNOWN_METHOD });
        match (method, context.route()) {
            (Some(method), Some(route)) => Some(format!("{method} {route}")),
            (Some(method), None) => Some(method.to_owned()),
            _ => context.job().map(ToOwned::to_owned),
        }
    }

    fn trace(&self) -> Option<TraceContext> {
        if let Some(active) = active_trace() {
            let (trace_id, span_id) = (active.trace_id().parse().ok()?, active.span_id().parse().ok()?);
            return Some(TraceContext { trace_id, span_id, ..TraceContext::default() });
        }
        let planned = self.context.as_ref()?.planned_trace()?;
        Some(TraceContext { trace_id: planned.into(), ..TraceContext::default() })
    }

    /// The id of the trace that this work is part of, if that is decided.
    pub(crate) fn trace_id(&self) -> Option<[u8; 16]> {
        let context = self.context.as_ref()?;
        let hex = |trace: tracewell_context::TraceParent| {
            let id = u128::from_str_radix(trace.trace_id(), 16).ok()?;
            Some(id.to_be_bytes())
        };
        active_trace().and_then(hex).or_else(|| context.planned_trace())
    }

    /// Notes the id of the trace that begins here.
    pub(crate) fn plan_trace(&self, trace_id: [u8; 16]) {
        if let Some(context) = &self.context {
            context.plan_trace(trace_id);
        }
    }

    /// A text as it may be shown.
    pub(super) fn scrub(&self, policy: &Policy, text: &str) -> String {
        policy.scrub(&self.hide_path(text)).into_owned()
    }

    /// A text with the request's path in it as its route lets it be shown.
    pub(super) fn hide_path(&self, text: &str) -> String {
        let mut shown = String::new();
        let hidden = self.context.as_ref().is_some_and(|context| context.hide_path_in(text, &mut shown));
        if hidden { shown } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_method_names_nothing() {
        let name = |method: &str, route: Option<&str>| {
            let context = Context::open();
            context.set_request(method, "/a/1");
            if let Some(route) = route {
                context.set_route(route);
            }
            context.in_scope(|| Work::current().name().unwrap())
        };
        assert_eq!(name("GET", Some("/a/{id}")), "GET /a/{id}");
        assert_eq!(name("ALICE", Some("/a/{id}")), "HTTP /a/{id}");
        assert_eq!(name("ALICE", None), "HTTP");
    }
}
