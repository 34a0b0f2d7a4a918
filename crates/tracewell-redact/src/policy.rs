use std::sync::Arc;

use tracewell_names::field;

use crate::name::{Hit, Sensitivity};
use crate::rules::Rules;
use crate::{
    Action, Cause, Class, Counts, Decision, Explanation, FilteredName, KeyRing, Mode, Notice, PolicyBuilder, Tally,
};

/// One redaction policy, cheap to clone, that every crate takes.
///
/// ```
/// use tracewell_redact::{Decision, Policy};
///
/// let policy = Policy::production();
/// assert_eq!(policy.decide("status_code"), Decision::Keep);
/// assert_eq!(policy.decide("order_note"), Decision::Filter);
/// assert_eq!(policy.decide("user_token"), Decision::Redact);
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) rules: Arc<Rules>,
}

impl Policy {
    /// The strict policy with the built-in safe fields only.
    #[must_use]
    pub fn production() -> Self {
        Self::from_rules(Rules::of(Mode::Production))
    }

    /// The permissive policy.
    #[must_use]
    pub fn development() -> Self {
        Self::from_rules(Rules::of(Mode::Development))
    }

    /// A policy with the service's own additions.
    #[must_use]
    pub fn builder(mode: Mode) -> PolicyBuilder {
        PolicyBuilder::new(mode)
    }

    pub(crate) fn from_rules(rules: Rules) -> Self {
        Self { rules: Arc::new(rules) }
    }

    /// The mode this policy was built for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.rules.mode
    }

    /// Whether names and text are redacted at all; `false` only where development switched it off.
    #[must_use]
    pub fn is_redacting(&self) -> bool {
        self.rules.redaction
    }

    /// What the operator should be told once, at the start.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.rules.notices
    }

    /// What happens to a field of this name.
    ///
    /// Meant to be asked once per callsite: it compares strings.
    #[must_use]
    pub fn decide(&self, name: &str) -> Decision {
        let rules = &*self.rules;
        if !rules.redaction {
            return Decision::Keep;
        }
        let class = self.class_with_action(name);
        if rules.names.of(name.as_bytes()).is_some() {
            // A card number may keep its last digits where the service says so; nothing else that is sensitive may.
            return if class == Some(Class::Payment) { Decision::Act(Class::Payment) } else { Decision::Redact };
        }
        match class {
            Some(class) => Decision::Act(class),
            None if rules.mode == Mode::Development || self.is_allowed(name) => Decision::Keep,
            None => Decision::Filter,
        }
    }

    fn class_with_action(&self, name: &str) -> Option<Class> {
        if self.rules.actions.is_empty() {
            return None;
        }
        Class::of(name).filter(|class| self.rules.actions.contains_key(class))
    }

    /// What happens to a field of this name, and why.
    #[must_use]
    pub fn explain(&self, name: &str) -> Explanation {
        let cause = if !self.rules.redaction {
            Cause::Off
        } else if let Decision::Act(class) = self.decide(name) {
            Cause::Class(class)
        } else if let Some(hit) = self.rules.names.of(name.as_bytes()) {
            match hit {
                Hit::Added => Cause::Added,
                Hit::Exact => Cause::SensitiveName,
                Hit::Fragment(fragment) => Cause::SensitiveFragment(fragment),
                Hit::ShortWord(word) => Cause::SensitiveWord(word),
            }
        } else if field::is_safe(name) {
            Cause::BuiltIn
        } else if self.rules.allowed.contains(name) {
            Cause::Allowed
        } else {
            match self.rules.names.exemption(name.as_bytes()).map(|reason| self.scrub(reason).into_owned()) {
                Some(reason) if self.rules.mode == Mode::Development => Cause::Harmless(reason),
                Some(reason) => Cause::HarmlessNotAllowed(reason),
                None => Cause::Unknown,
            }
        };
        let decision = self.decide(name);
        let action = match decision {
            Decision::Act(class) => Some(self.action(class)),
            _ => None,
        };
        Explanation::new(self.outside_name(name).into_owned(), decision, action, cause)
    }

    fn is_allowed(&self, name: &str) -> bool {
        field::is_safe(name) || self.rules.allowed.contains(name)
    }

    /// How often this policy took something out, by reason.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.rules.counts
    }

    /// Begins to count the events of a callsite with fields of these names; for sinks that apply the policy themselves.
    ///
    /// `None` if there is nothing to count: names are not [counted](PolicyBuilder::count_filtered), all of these are
    /// allowed or sensitive, or some thousand callsites are counted already.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// let policy = Policy::development();
    /// assert!(policy.tally(["status_code", "user_token"]).is_none());
    /// if let Some(tally) = policy.tally(["order_id", "status_code"]) {
    ///     tally.add(); // once an event
    /// }
    /// let [most] = &policy.filtered_most(10)[..] else { panic!("one name") };
    /// assert_eq!((most.name(), most.count()), ("order_id", 1));
    /// ```
    #[must_use]
    pub fn tally<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<Tally> {
        let tallies = self.rules.tallies.as_ref().filter(|_| self.rules.redaction)?;
        let unlisted = names.into_iter().filter(|name| self.is_unlisted(name));
        tallies.begin(unlisted.map(|name| self.outside_name(name).into()))
    }

    /// The names of fields that were `[FILTERED]` most, or that a production policy would filter: what a service may want
    /// to allow. Names, never values; at most `most` of them.
    ///
    /// An event counts for each field that its callsite has, whether or not the field had a value in it.
    #[must_use]
    pub fn filtered_most(&self, most: usize) -> Vec<FilteredName> {
        self.rules.tallies.as_ref().map(|tallies| tallies.most(most)).unwrap_or_default()
    }

    /// Whether nobody has judged the name, so that a strict policy filters it.
    fn is_unlisted(&self, name: &str) -> bool {
        self.rules.names.of(name.as_bytes()).is_none()
            && self.class_with_action(name).is_none()
            && !self.is_allowed(name)
    }

    pub(crate) fn names(&self) -> &Sensitivity {
        &self.rules.names
    }

    pub(crate) fn action(&self, class: Class) -> Action {
        self.rules.actions.get(&class).copied().unwrap_or(Action::Erase)
    }

    pub(crate) fn key_ring(&self) -> Option<&KeyRing> {
        self.rules.key_ring.as_deref()
    }

    pub(crate) fn allows_query(&self, name: &str) -> bool {
        self.rules.allowed.contains(name) || self.rules.allowed_query.contains(name)
    }

    pub(crate) fn allows_header(&self, name: &str) -> bool {
        self.rules.allowed.contains(name) || self.rules.allowed_headers.contains(name)
    }

    /// Whether the value of this path parameter is to be hidden.
    pub(crate) fn hides_parameter(&self, name: &str) -> bool {
        self.rules.personal_params.contains(name) || self.rules.names.of(name.as_bytes()).is_some()
    }
}
