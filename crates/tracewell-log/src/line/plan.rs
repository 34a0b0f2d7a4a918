use tracewell_names::{field, target};
use tracewell_redact::{Class, Decision, Locator, Policy, Tally};
use tracing_core::Metadata;

use super::cut;
use super::escape::escape_into;
use super::key::{Key, Keys};
use super::mark::Mark;

/// Bytes of a target or a span name that are shown: they come from code, but nothing else bounds them.
const LONGEST_NAME: usize = 256;

/// All that can be known about the lines of one callsite before its first event.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Escaped.
    pub(crate) target: Box<str>,
    /// Escaped.
    pub(crate) name: Box<str>,
    /// By the index of the field in its callsite.
    fields: Box<[FieldPlan]>,
    /// It is the library's own.
    pub(crate) own: bool,
    tally: Option<Tally>,
}

/// What is done with one field of a callsite.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) key: Key,
    pub(crate) action: Action,
}

/// What is done with the values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// It is the message of the line.
    Message,
    /// It goes out; text in it is scanned.
    Keep,
    /// It goes out; if it is the context's own text, as that is rendered already.
    OfContext,
    /// It says where something is, and goes out masked as that.
    Locate(Locator),
    /// It is compact JSON, and goes out as such.
    Embed,
    /// A marker goes out in its place.
    Mark(Mark),
    /// What the service chose for this class of values is left of it.
    Act(Class),
    /// It is the id of a team, told like the one that is bound.
    TeamId,
    /// It is the id of a user, told like the one that is bound.
    UserId,
    /// It is the target of a `log` record.
    LogTarget,
    /// It does not go out.
    Omit,
}

/// What a callsite is to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Event,
    /// An event that stands for a record of the `log` crate.
    LogRecord,
    Span,
}

impl Plan {
    pub(crate) fn new(metadata: &Metadata<'_>, origin: Origin, policy: &Policy, keys: &Keys) -> Self {
        let own = is_own(metadata.target());
        let fields = metadata.fields().iter().map(|field| {
            let name = without_raw(field.name());
            FieldPlan { key: keys.key(&shown_name(name, origin, own)), action: action(name, origin, own, policy) }
        });
        let hidden = origin == Origin::Span && is_request_span(metadata);
        Self {
            target: name_text(metadata.target()),
            name: name_text(metadata.name()),
            fields: if hidden { Box::default() } else { fields.collect() },
            own,
            tally: policy.tally(metadata.fields().iter().map(|field| without_raw(field.name()))),
        }
    }

    /// That of an own line which is no event.
    pub(crate) fn of_own(target: &str) -> Self {
        Self { target: name_text(target), name: Box::default(), fields: Box::default(), own: true, tally: None }
    }

    /// One more event or span of this callsite.
    #[inline]
    pub(crate) fn count(&self) {
        if let Some(tally) = &self.tally {
            tally.add();
        }
    }

    /// What is done with the field of this index; none if it is not shown.
    pub(crate) fn field(&self, index: usize) -> Option<&FieldPlan> {
        self.fields.get(index)
    }

    pub(crate) fn has_fields(&self) -> bool {
        !self.fields.is_empty()
    }
}

/// A raw identifier is a name that happens to be a keyword.
fn without_raw(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The policy's word on a name, as what is done with its values.
pub(crate) fn verdict(policy: &Policy, name: &str) -> Action {
    match policy.decide(name) {
        Decision::Keep => Action::Keep,
        Decision::Filter => Action::Mark(Mark::Filtered),
        Decision::Act(class) => Action::Act(class),
        // A decision that is not known here fails closed.
        _ => Action::Mark(Mark::Redacted),
    }
}

/// A name as the application's key: those of the line itself are not to be had.
pub(crate) fn application_key(name: &str) -> String {
    if field::is_reserved(name) { [field::APPLICATION_PREFIX, name].concat() } else { name.to_owned() }
}

fn action(name: &str, origin: Origin, own: bool, policy: &Policy) -> Action {
    match (origin, name) {
        (Origin::LogRecord, field::LOG_TARGET) => Action::LogTarget,
        (Origin::LogRecord, name) if name.starts_with("log.") => Action::Omit,
        (Origin::Event | Origin::LogRecord, field::MESSAGE) => Action::Message,
        (Origin::Event, field::ERRORS) if own => match verdict(policy, name) {
            Action::Keep => Action::Embed,
            other => other,
        },
        (Origin::Event, field::METHOD | field::PATH | field::ROUTE) if own => match verdict(policy, name) {
            Action::Keep => Action::OfContext,
            other => other,
        },
        (Origin::Event, field::TEAM_ID | field::USER_ID) if own => match verdict(policy, name) {
            Action::Keep if name == field::TEAM_ID => Action::TeamId,
            Action::Keep => Action::UserId,
            other => other,
        },
        _ => match (verdict(policy, name), Locator::of(name)) {
            // Own events are made of what is masked already.
            (Action::Keep, Some(locator)) if !own && policy.is_redacting() => Action::Locate(locator),
            (verdict, _) => verdict,
        },
    }
}

fn shown_name(name: &str, origin: Origin, own: bool) -> String {
    match (origin, name) {
        // The subject of an own event is not always the caller.
        (Origin::Event, field::TEAM_ID | field::USER_ID) if own => name.to_owned(),
        _ => application_key(name),
    }
}

fn is_own(name: &str) -> bool {
    name.strip_prefix(target::ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The span that carries a request for other sinks; the line has its fields from the context.
fn is_request_span(metadata: &Metadata<'_>) -> bool {
    metadata.target() == target::HTTP && metadata.name() == "request"
}

fn name_text(name: &str) -> Box<str> {
    let mut text = String::with_capacity(name.len());
    escape_into(&mut text, cut::split(name, LONGEST_NAME).0);
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_project_itself_is_own() {
        assert!(is_own("tracewell") && is_own("tracewell::http"));
        assert!(!is_own("tracewell_demo") && !is_own("app") && !is_own("tracewell:"));
    }
}
