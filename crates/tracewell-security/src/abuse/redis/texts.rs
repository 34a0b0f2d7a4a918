use tracewell_context::{Context, CorrelationId, Principal, TeamId, TraceParent, UserId};

use super::entry::Entry;
use crate::abuse::Observation;
use crate::abuse::subject::beginning;

/// How many texts an entry has at most, beside the place in a trace.
pub(super) const TEXTS: usize = 6;
/// No text is longer, in bytes: an identifier of 128 characters.
pub(super) const LONGEST: usize = 512;
/// The ids of a trace and a span.
const TRACE_ID: usize = 32;
const SPAN_ID: usize = 16;

/// What is told of a violation in texts: whom it is of, and which request, job or message it belongs to.
#[derive(Debug)]
pub(super) struct Texts<'t> {
    plain: [&'t str; TEXTS],
    trace: Option<TraceParent>,
}

impl<'t> Texts<'t> {
    pub(super) fn new(seen: &Observation<'t>, context: Option<&'t Context>) -> Self {
        let (team, member) = parts(seen.verified());
        let (bound_team, bound_user) = parts(context.and_then(Context::principal));
        Self {
            plain: [
                seen.user_name().map_or("", beginning),
                team,
                member,
                context.map_or("", |context| context.correlation_id().as_str()),
                bound_team,
                bound_user,
            ],
            trace: context.and_then(Context::trace_parent),
        }
    }

    /// Notes in the entry what there is.
    pub(super) fn measure(&self, entry: &mut Entry) {
        for (length, text) in entry.lengths.iter_mut().zip(self.plain) {
            // One that is longer than any can be is left out.
            *length = u16::try_from(text.len()).unwrap_or_default();
        }
        entry.trace_flags = self.trace.map(|trace| trace.flags());
    }

    /// Appends what the entry notes.
    pub(super) fn write(&self, entry: &Entry, out: &mut String) {
        for (length, text) in entry.lengths.iter().zip(self.plain) {
            if *length > 0 {
                out.push_str(text);
            }
        }
        if let (Some(_), Some(trace)) = (entry.trace_flags, &self.trace) {
            out.push_str(trace.trace_id());
            out.push_str(trace.span_id());
        }
    }
}

/// The texts of one entry, taken apart again.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) user: Option<Box<str>>,
    pub(super) principal: Option<Principal>,
    pub(super) correlation_id: Option<CorrelationId>,
    pub(super) bound: Option<Principal>,
    pub(super) trace: Option<TraceParent>,
}

impl Parts {
    /// Takes what the entry notes off the front of `rest`.
    pub(super) fn read(entry: &Entry, rest: &mut &str) -> Self {
        let [user, team, member, id, bound_team, bound_user] =
            entry.lengths.map(|length| take(rest, usize::from(length)));
        let trace = entry.trace_flags.and_then(|flags| {
            let (trace_id, span_id) = (take(rest, TRACE_ID), take(rest, SPAN_ID));
            format!("00-{trace_id}-{span_id}-{flags:02x}").parse().ok()
        });
        Self {
            user: (!user.is_empty()).then(|| user.into()),
            principal: principal(team, member),
            correlation_id: CorrelationId::new(id).ok(),
            bound: principal(bound_team, bound_user),
            trace,
        }
    }
}

fn parts(principal: Option<&Principal>) -> (&str, &str) {
    principal.map_or(("", ""), |principal| (principal.team().as_str(), principal.user_id().map_or("", UserId::as_str)))
}

fn principal(team: &str, user: &str) -> Option<Principal> {
    let principal = Principal::new(TeamId::new(team).ok()?);
    Some(match UserId::new(user) {
        Ok(user) => principal.user(user),
        Err(_) => principal,
    })
}

fn take<'t>(rest: &mut &'t str, length: usize) -> &'t str {
    let (text, after) = rest.split_at_checked(length).unwrap_or(("", ""));
    *rest = after;
    text
}
