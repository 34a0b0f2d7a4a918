use crate::{Context, CorrelationId, Principal, Provenance, TeamId, TraceParent, UserId};

/// What of a context goes along with a message: its ids, not its cell.
///
/// For a channel whose reader works on its own account, and for a queue between processes. What is
/// [restored](Self::restore) from it is a new context under the same correlation id; its principal is marked
/// [`Restored`](Provenance::Restored), since anyone who can write to the queue could have put it there.
///
/// ```
/// use tracewell_context::{Context, CorrelationId, Principal, Snapshot, TeamId};
///
/// let request = Context::new(CorrelationId::new("r-1")?);
/// request.bind(Principal::new(TeamId::new("acme")?)).unwrap();
///
/// let headers: Vec<(&str, String)> = Snapshot::of(&request).entries().collect();
/// let restored = Snapshot::from_entries(headers.iter().map(|(name, value)| (*name, value.as_str()))).restore();
///
/// assert_eq!(restored.correlation_id(), request.correlation_id());
/// assert_eq!(restored.team_id().unwrap().as_str(), "acme");
/// assert!(restored.verified_principal().is_none());
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    correlation_id: Option<CorrelationId>,
    principal: Option<Principal>,
    trace_parent: Option<TraceParent>,
}

/// The header names of [`Snapshot::entries`].
const CORRELATION: &str = "x-request-id";
const TRACE_PARENT: &str = "traceparent";
const TEAM: &str = "x-team-id";
const USER: &str = "x-user-id";

impl Snapshot {
    /// What goes along from `context`.
    #[must_use]
    pub fn of(context: &Context) -> Self {
        Self {
            correlation_id: Some(context.correlation_id().clone()),
            principal: context.principal().cloned(),
            trace_parent: context.trace_parent(),
        }
    }

    /// What goes along from the current context; empty without one. Its place in the trace is that of the
    /// [active span](crate::active_trace).
    #[must_use]
    pub fn current() -> Self {
        let active = crate::active_trace();
        let snapshot = crate::with_current(|context| context.map(Self::of));
        snapshot.map(|snapshot| Self { trace_parent: active, ..snapshot }).unwrap_or_default()
    }

    /// The snapshot as header names (lower case) and values, for a message.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, String)> + '_ {
        let principal = self.principal.as_ref();
        [
            (CORRELATION, self.correlation_id.as_ref().map(ToString::to_string)),
            (TRACE_PARENT, self.trace_parent.as_ref().map(ToString::to_string)),
            (TEAM, principal.map(|principal| principal.team().to_string())),
            (USER, principal.and_then(Principal::user_id).map(ToString::to_string)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }

    /// Reads a snapshot from a message's headers. Other names, and values that do not hold to their grammar, are left
    /// out; a user without a team is left out too.
    #[must_use]
    pub fn from_entries<'e>(entries: impl IntoIterator<Item = (&'e str, &'e str)>) -> Self {
        let (mut snapshot, mut team, mut user) = (Self::default(), None, None);
        for (name, value) in entries {
            if name.eq_ignore_ascii_case(CORRELATION) {
                snapshot.correlation_id = CorrelationId::new(value).ok();
            } else if name.eq_ignore_ascii_case(TRACE_PARENT) {
                snapshot.trace_parent = value.parse().ok();
            } else if name.eq_ignore_ascii_case(TEAM) {
                team = TeamId::new(value).ok();
            } else if name.eq_ignore_ascii_case(USER) {
                user = UserId::new(value).ok();
            }
        }
        snapshot.principal = team.map(|team| match user {
            Some(user) => Principal::new(team).user(user),
            None => Principal::new(team),
        });
        snapshot
    }

    /// A new context for work that a message with this snapshot causes.
    #[must_use]
    pub fn restore(self) -> Context {
        let context = Context::open();
        if let Some(id) = self.correlation_id {
            context.correlate(id);
        }
        if let Some(parent) = self.trace_parent {
            context.set_trace_parent(parent);
        }
        if let Some(principal) = self.principal {
            // Can't be bound already: the context is new.
            let _ = context.bind_as(principal, Provenance::Restored);
        }
        context
    }
}
