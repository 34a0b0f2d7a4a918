use std::fmt;

use tracewell_context::with_current;
use tracewell_log::{DetailLayer, LogLayer};
use tracewell_redact::{Divert, Policy, Redact};
use tracing_subscriber::{Layer, Registry};

use crate::detail::{is_aside, take_aside};

/// A sink of the service's own choice.
pub(crate) type Sink = Box<dyn Layer<Registry> + Send + Sync>;

/// The sinks beside the line, by which side of the guard they stand on.
#[derive(Default)]
pub(super) struct Sinks {
    guarded: Vec<Sink>,
    unguarded: Vec<Sink>,
    /// Whether somebody else's are among the guarded, which may have filters of any kind.
    has_foreign: bool,
}

impl Sinks {
    pub(super) fn add(&mut self, sink: Sink) {
        self.guarded.push(sink);
        self.has_foreign = true;
    }

    /// Adds one of the library's own, none of which decides by the values of an event whether it wants it.
    pub(super) fn add_own(&mut self, sink: Sink) {
        self.guarded.push(sink);
    }

    pub(super) fn add_unguarded(&mut self, sink: Sink) {
        self.unguarded.push(sink);
    }

    /// Whether nobody but the line listens, so that nobody has a use for spans.
    pub(super) fn are_none(&self) -> bool {
        self.guarded.is_empty() && self.unguarded.is_empty()
    }

    /// Line and sinks as one layer. Alone, the line applies the policy itself, while it writes; as soon as another sink
    /// is there, one guard stands in front of all of them, and each event is scanned once. Lines that are kept go past the
    /// other sinks, and so past the guard: the layer that keeps them applies the policy.
    pub(super) fn compose(self, policy: &Policy, line: LogLayer, detail: Option<DetailLayer>) -> Sink {
        let Self { mut guarded, unguarded, has_foreign } = self;
        let inside: Sink = if guarded.is_empty() {
            Box::new(line)
        } else {
            guarded.push(Box::new(line.behind_guard()));
            let guard = Redact::new(policy.clone(), guarded).team(push_team).path(hide_path);
            Box::new(if has_foreign { guard } else { guard.filters_by_metadata() })
        };
        // One by one: a `Vec` of layers hides which of them have filters of their own.
        let all = unguarded.into_iter().fold(inside, |all, sink| Box::new(all.and_then(sink)) as Sink);
        match detail {
            // In front of all of them: what is kept is for the log alone.
            Some(detail) => Box::new(Divert::new(all, detail, is_aside, take_aside)),
            None => all,
        }
    }
}

/// The team of the work at hand: keyed hashes of two teams must not be joined.
fn push_team(name: &mut String) {
    with_current(|context| {
        if let Some(team) = context.and_then(|context| context.team_id()) {
            name.push_str(team.as_str());
        }
    });
}

/// The path of the request as its route lets it be shown, in a text that says where something is.
fn hide_path(text: &str, out: &mut String) -> bool {
    with_current(|context| context.is_some_and(|context| context.hide_path_in(text, out)))
}

impl fmt::Debug for Sinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sinks").field("guarded", &self.guarded.len()).field("unguarded", &self.unguarded.len()).finish()
    }
}
