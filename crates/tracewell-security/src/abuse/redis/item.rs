use tracewell_context::Context;

use super::entry::Entry;
use super::texts::Parts;
use crate::abuse::Subject;

/// One violation on its way to Redis, on the side of the thread that sends it.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) entry: Entry,
    parts: Parts,
    /// What it is called in Redis, once it was sent: sent twice, it is the same.
    pub(super) number: Option<u64>,
}

impl Item {
    pub(super) const fn new(entry: Entry, parts: Parts) -> Self {
        Self { entry, parts, number: None }
    }

    pub(super) fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let subjects = [
            self.entry.host.map(Subject::Host),
            self.parts.user.as_deref().map(Subject::User),
            self.parts.principal.as_ref().map(Subject::Principal),
        ];
        subjects.into_iter().flatten()
    }

    pub(super) fn team(&self) -> Option<&str> {
        self.parts.principal.as_ref().map(|principal| principal.team().as_str())
    }

    /// A context for lines about it, with the ids that those of its request have.
    pub(super) fn context(&self) -> Option<Context> {
        let context = Context::new(self.parts.correlation_id.clone()?);
        if let Some(parent) = self.parts.trace {
            context.set_trace_parent(parent);
        }
        if let Some(principal) = &self.parts.bound {
            // It is a context that nobody else has, and nothing is bound.
            let _ = context.bind(principal.clone());
        }
        Some(context)
    }
}

#[cfg(test)]
mod tests {
    use tracewell_context::{CorrelationId, Principal, TeamId, UserId};

    use super::*;
    use crate::abuse::redis::backlog::Backlog;
    use crate::abuse::redis::texts::Texts;
    use crate::{Observation, Violation};

    fn principal(team: &str, user: Option<&str>) -> Principal {
        let principal = Principal::new(TeamId::new(team).unwrap());
        user.iter().fold(principal, |principal, user| principal.user(UserId::new(user).unwrap()))
    }

    #[test]
    fn what_is_handed_over_comes_out_as_it_was() {
        let (acme, globex) = (principal("acme", Some("u-7")), principal(&"語".repeat(128), None));
        let context = Context::new(CorrelationId::new("x".repeat(128)).unwrap());
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse().unwrap();
        context.set_trace_parent(trace);
        context.bind(globex.clone()).unwrap();
        let (name, host) = ("größer ".repeat(100), "203.0.113.7".parse().unwrap());
        let bare = Observation::new(Violation::TokenInvalid);
        let cases = [
            (bare.host(host).user(&name).principal(&acme), Some(&context)),
            (bare, None),
            (bare.principal(&globex), None),
            (bare.host(host), Some(&context)),
            (bare.user("").principal(&acme), Some(&context)),
        ];
        let mut backlog = Backlog::new();
        for (seen, context) in &cases {
            let texts = Texts::new(seen, *context);
            let mut entry = Entry::new(seen, 7, false);
            for subject in seen.subjects() {
                entry.know(&subject, 3, false);
            }
            texts.measure(&mut entry);
            assert!(backlog.push(&entry, &texts));
        }
        let mut items = Vec::new();
        backlog.empty_into(|entry, parts| items.push(Item::new(entry, parts)));
        assert_eq!(items.len(), cases.len());
        for (item, (seen, context)) in items.iter().zip(&cases) {
            let cut = |subject| match subject {
                Subject::User(name) => Subject::User(crate::abuse::subject::beginning(name)),
                other => other,
            };
            assert!(item.subjects().eq(seen.subjects().map(cut)), "{item:?}");
            assert_eq!(item.team(), seen.team());
            let (copy, context) = (item.context(), *context);
            assert_eq!(copy.is_some(), context.is_some());
            if let (Some(copy), Some(context)) = (copy, context) {
                assert_eq!(copy.correlation_id(), context.correlation_id());
                assert_eq!(copy.trace_parent(), Some(trace));
                assert_eq!(copy.principal(), Some(&globex));
            }
        }
        assert!(backlog.is_empty());
    }
}
