use std::sync::OnceLock;

use tracewell_names::{field, target};
use tracing_core::{Field, Metadata};

use crate::{Class, Decision, Locator, Policy, Tally};

/// What was decided about the fields of one callsite, by their index.
#[derive(Debug)]
pub(super) struct Plan {
    fields: Box<[FieldPlan]>,
    tally: Option<Tally>,
}

#[derive(Debug)]
struct FieldPlan {
    name: &'static str,
    action: Action,
    /// The first text in which nothing was found.
    usual: OnceLock<Box<str>>,
}

/// Bytes of the longest text that is kept with a field.
const LONGEST_USUAL: usize = 128;

/// What is done with the values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// They go out; text in them is scanned.
    Keep,
    /// They say where something is: masked as that.
    Locate(Locator),
    /// They are names that come from outside: scanned and cut.
    Name,
    /// They are ids of teams, told like those that are bound.
    TeamId,
    /// They are ids of users, told like those that are bound.
    UserId,
    /// A marker goes out in their place, because the name is not allowed.
    Filter,
    /// A marker goes out in their place, because the name is sensitive.
    Redact,
    /// What the service chose for this class of values is left of them.
    Act(Class),
}

impl Plan {
    pub(super) fn new(metadata: &'static Metadata<'static>, policy: &Policy) -> Self {
        let names = || metadata.fields().iter().map(|field| field.name());
        Self {
            fields: names()
                .map(|name| FieldPlan { name, action: action(metadata, name, policy), usual: OnceLock::new() })
                .collect(),
            tally: policy.tally(names().map(without_raw)),
        }
    }

    /// One more event or span of this callsite.
    #[inline]
    pub(super) fn count(&self) {
        if let Some(tally) = &self.tally {
            tally.add();
        }
    }

    /// How many fields the callsite has.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The place of a field, and what is done with its values; none if the callsite has no field of this name.
    #[inline]
    pub(super) fn field(&self, field: &Field) -> Option<(usize, Action)> {
        let index = field.index();
        match self.fields.get(index) {
            Some(plan) if std::ptr::eq(plan.name, field.name()) => Some((index, plan.action)),
            _ => self.by_name(field.name()),
        }
    }

    /// Whether this is the text that the field began with, which is known to be clean. A value that is a literal of the
    /// source always is, and to compare it costs next to nothing.
    #[inline]
    pub(super) fn is_usual(&self, index: usize, text: &str) -> bool {
        self.fields.get(index).and_then(|plan| plan.usual.get()).is_some_and(|usual| **usual == *text)
    }

    /// Notes a clean text of a field, if it is the first one.
    #[inline]
    pub(super) fn note_clean(&self, index: usize, text: &str) {
        if let Some(plan) = self.fields.get(index).filter(|plan| plan.usual.get().is_none())
            && text.len() <= LONGEST_USUAL
        {
            let _ = plan.usual.set(text.into());
        }
    }

    /// Some layers raise events that have the metadata of a span, but fields of their own. An index means nothing then.
    #[cold]
    fn by_name(&self, name: &str) -> Option<(usize, Action)> {
        let index = self.fields.iter().position(|plan| plan.name == name)?;
        self.fields.get(index).map(|plan| (index, plan.action))
    }
}

fn action(metadata: &Metadata<'_>, name: &str, policy: &Policy) -> Action {
    let name = without_raw(name);
    if name == field::LOG_TARGET && metadata.target() == "log" {
        return Action::Name;
    }
    let own = metadata.is_event() && is_own(metadata.target());
    match policy.decide(name) {
        // The subject of an own event is not always the caller, whose ids are bound.
        Decision::Keep if own && name == field::TEAM_ID => Action::TeamId,
        Decision::Keep if own && name == field::USER_ID => Action::UserId,
        Decision::Keep => Locator::of(name).map_or(Action::Keep, Action::Locate),
        // The message is scrubbed, and never filtered as a whole.
        _ if name == field::MESSAGE && metadata.is_event() => Action::Keep,
        Decision::Filter => Action::Filter,
        Decision::Redact => Action::Redact,
        Decision::Act(class) => Action::Act(class),
    }
}

/// Whether this is a target of the library itself.
fn is_own(name: &str) -> bool {
    name.strip_prefix(target::ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// A raw identifier is a name that happens to be a keyword.
fn without_raw(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use tracing_core::callsite::Callsite;
    use tracing_core::field::FieldSet;
    use tracing_core::subscriber::Interest;
    use tracing_core::{Kind, Level, identify_callsite};

    use super::*;
    use crate::Mode;

    struct Site;

    impl Callsite for Site {
        fn set_interest(&self, _: Interest) {}

        fn metadata(&self) -> &Metadata<'_> {
            &APP
        }
    }

    static SITE: Site = Site;
    static APP: Metadata<'static> = metadata("app", Kind::EVENT);
    static LOG: Metadata<'static> = metadata("log", Kind::EVENT);
    static SPAN: Metadata<'static> = metadata("app", Kind::SPAN);

    const fn metadata(target: &'static str, kind: Kind) -> Metadata<'static> {
        let names = &["message", "r#type", "type", "log.target", "r#order", "user_token", "code"];
        let fields = FieldSet::new(names, identify_callsite!(&SITE));
        Metadata::new("name", target, Level::INFO, None, None, None, fields, kind)
    }

    fn actions(metadata: &'static Metadata<'static>, policy: &Policy) -> Vec<Action> {
        let plan = Plan::new(metadata, policy);
        let places: Vec<_> = metadata.fields().iter().map(|field| plan.field(&field)).collect();
        assert_eq!(plan.len(), places.len());
        let indices: Vec<_> = places.iter().map(|place| place.map(|(index, _)| index)).collect();
        assert_eq!(indices, (0..plan.len()).map(Some).collect::<Vec<_>>());
        places.into_iter().flatten().map(|(_, action)| action).collect()
    }

    #[test]
    fn each_field_has_its_action() {
        use Action::{Filter, Keep, Name, Redact};
        let strict = Policy::builder(Mode::Production).allow(["type"]).sensitive(["message"]).build().unwrap();
        assert_eq!(actions(&APP, &strict), [Keep, Keep, Keep, Keep, Filter, Redact, Keep]);
        assert_eq!(actions(&LOG, &strict), [Keep, Keep, Keep, Name, Filter, Redact, Keep]);
        assert_eq!(actions(&SPAN, &strict), [Redact, Keep, Keep, Keep, Filter, Redact, Keep]);
        let permissive = Policy::development();
        assert_eq!(actions(&APP, &permissive), [Keep, Keep, Keep, Keep, Keep, Redact, Keep]);
    }

    #[test]
    fn own_events_have_ids() {
        static OWN: Metadata<'static> = ids("tracewell::security", Kind::EVENT);
        static OWN_SPAN: Metadata<'static> = ids("tracewell::security", Kind::SPAN);
        static OTHER: Metadata<'static> = ids("tracewell_demo", Kind::EVENT);
        let policy = Policy::production();
        assert_eq!(actions(&OWN, &policy), [Action::TeamId, Action::UserId]);
        assert_eq!(actions(&OWN_SPAN, &policy), [Action::Keep, Action::Keep]);
        assert_eq!(actions(&OTHER, &policy), [Action::Keep, Action::Keep]);
        let acting = Policy::builder(Mode::Production).action(Class::User, crate::Action::KeyedHash).build().unwrap();
        assert_eq!(actions(&OWN, &acting), [Action::TeamId, Action::Act(Class::User)]);
    }

    const fn ids(target: &'static str, kind: Kind) -> Metadata<'static> {
        let fields = FieldSet::new(&[field::TEAM_ID, field::USER_ID], identify_callsite!(&SITE));
        Metadata::new("name", target, Level::INFO, None, None, None, fields, kind)
    }

    #[test]
    fn an_event_counts_for_each_name_that_nobody_has_judged() {
        let policy = Policy::builder(Mode::Development).allow(["code"]).build().unwrap();
        let counted = || -> Vec<(String, u64)> {
            policy.filtered_most(10).iter().map(|name| (name.name().to_owned(), name.count())).collect()
        };
        Plan::new(&LOG, &policy).count();
        assert_eq!(counted(), [("type".to_owned(), 2), ("order".to_owned(), 1)]);
        Plan::new(&APP, &policy).count();
        assert_eq!(counted(), [("type".to_owned(), 4), ("order".to_owned(), 2)]);
        let silent = Policy::production();
        Plan::new(&APP, &silent).count();
        assert!(silent.filtered_most(10).is_empty());
    }
}
