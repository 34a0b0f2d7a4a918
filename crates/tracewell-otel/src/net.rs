use std::borrow::Cow;
use std::collections::HashMap;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use tracewell_names::{attribute, field, marker};
use tracewell_redact::{Class, Decision, Locator, Policy, is_marker};

/// Names whose verdict is kept at hand. Programs have far fewer; names made of data would have no end.
const MOST_NAMES: usize = 4096;
/// As which class the id of a team is hashed.
const TEAM: &str = "team";
/// The longest name of a span, in bytes.
const LONGEST_TITLE: usize = 1024;
/// How deep a value may be nested: what is deeper is taken out.
const DEEPEST: usize = 8;

/// The second net, under everything that is exported, in the form in which it leaves: attributes, bodies, names, status
/// texts, trace states. What passed the guard is found clean here; what went past all layers is not.
#[derive(Debug)]
pub(crate) struct Net {
    policy: Policy,
    verdicts: HashMap<Box<str>, Verdict>,
}

#[derive(Clone, Copy, Debug)]
enum Verdict {
    /// Its texts are scanned.
    Scan,
    /// A URL, or the part of one that begins with its path: queries and credentials in it go.
    Url,
    /// The query of one.
    Query,
    /// Whom something belongs to, by the class it is hashed as.
    Id(&'static str),
    /// A marker takes its place.
    Replace(&'static str),
    /// What the service chose for its class.
    Act,
}

impl Net {
    pub(crate) fn new(policy: Policy) -> Self {
        Self { policy, verdicts: HashMap::new() }
    }

    pub(crate) const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Cleans attributes of spans, events, links, records and points.
    pub(crate) fn attributes(&mut self, attributes: &mut [KeyValue]) {
        // Keyed hashes of two teams must not be joined.
        let team = attributes.iter_mut().find(|attribute| attribute.key == field::TEAM_ID);
        let team = team.and_then(|attribute| any_text(&mut attribute.value)).cloned();
        for attribute in attributes {
            self.attribute(attribute, team.as_deref(), 0);
        }
    }

    /// Cleans what an operator said of the service: names need not be allowed, a sensitive one stays one.
    pub(crate) fn resource(&mut self, attributes: &mut [KeyValue]) {
        for KeyValue { key, value, .. } in attributes {
            match self.policy.decide(key) {
                Decision::Redact | Decision::Act(_) => replace(value, marker::REDACTED),
                _ => self.value(value, 0),
            }
            self.name(key);
        }
    }

    /// Cleans what a library says of itself where it makes spans.
    pub(crate) fn scope(&mut self, scope: &mut InstrumentationScope) {
        self.name(&mut scope.name);
        self.name(&mut scope.version);
        self.attributes(&mut scope.attributes);
    }

    /// Cleans the address of a schema.
    pub(crate) fn schema(&self, url: &mut String) {
        if !url.is_empty() {
            *url = self.policy.url(url).to_string();
        }
    }

    /// Cleans a text that names something: as any other, and cut.
    pub(crate) fn title(&self, title: &mut String) {
        self.text(title);
        if title.len() > LONGEST_TITLE {
            let end = title.floor_char_boundary(LONGEST_TITLE);
            // Rather less of it than half a marker.
            let open = title.get(..end).and_then(|kept| kept.rfind('[').filter(|open| !kept[*open..].contains(']')));
            title.truncate(open.unwrap_or(end));
        }
    }

    /// Cleans a name that was set at run time: it may be data.
    fn name(&self, name: &mut String) {
        if is_known(name) {
            return;
        }
        match self.policy.outside_name(name) {
            Cow::Owned(clean) => *name = clean,
            Cow::Borrowed(kept) => {
                let kept = kept.len();
                name.truncate(kept);
            }
        }
    }

    /// Cleans a text without a name: a message, the name of a span or an event, a status.
    pub(crate) fn text(&self, text: &mut String) {
        if let Cow::Owned(clean) = self.policy.scrub(text) {
            *text = clean;
        } else if text.len() > self.policy.scan_limit() {
            let kept = self.policy.scrub(text).len();
            text.truncate(kept);
        }
    }

    /// Cleans what tracing systems of others handed on: it is theirs to read, so half of it is of no use.
    pub(crate) fn trace_state(&self, state: &mut String) {
        if self.policy.holds_secret(state) {
            state.clear();
        }
    }

    fn attribute(&mut self, attribute: &mut KeyValue, team: Option<&str>, depth: usize) {
        let KeyValue { key, value, .. } = attribute;
        match self.verdict(key) {
            Verdict::Scan => self.value(value, depth),
            Verdict::Url => match any_text(value) {
                Some(url) => *url = self.located(url),
                None => self.value(value, depth),
            },
            Verdict::Query => match any_text(value) {
                Some(query) => {
                    *query = self.policy.query(query);
                    self.text(query);
                }
                None => self.value(value, depth),
            },
            Verdict::Id(class) => match any_text(value) {
                Some(id) => {
                    let team = team.filter(|_| class != TEAM);
                    if let Cow::Owned(clean) = self.policy.id(class, team, id) {
                        *id = clean;
                    }
                }
                None => self.value(value, depth),
            },
            Verdict::Replace(marker) => replace(value, marker),
            Verdict::Act => match any_text(value) {
                // What the guard has made of it stays.
                Some(text) if is_marker(text) => {}
                Some(text) => *text = self.policy.field(key, team, text).into_owned(),
                None => replace(value, marker::REDACTED),
            },
        }
        self.name(key);
    }

    fn located(&self, url: &str) -> String {
        let (mut shown, mut spare) = (String::new(), String::new());
        self.policy.locate_into(Locator::Url, url, &mut spare, &mut shown);
        shown
    }

    fn value(&mut self, value: &mut Option<AnyValue>, depth: usize) {
        let Some(AnyValue { value: Some(inner) }) = value else { return };
        if depth > DEEPEST {
            return replace(value, marker::REDACTED);
        }
        match inner {
            Value::StringValue(text) => self.text(text),
            // Bytes that are text are read as such by whoever shows them.
            Value::BytesValue(bytes) if std::str::from_utf8(bytes).is_ok_and(|text| self.policy.holds_secret(text)) => {
                *bytes = marker::REDACTED.as_bytes().to_vec();
            }
            Value::ArrayValue(array) => {
                for value in &mut array.values {
                    let mut some = Some(std::mem::take(value));
                    self.value(&mut some, depth + 1);
                    *value = some.unwrap_or_default();
                }
            }
            Value::KvlistValue(list) => {
                for attribute in &mut list.values {
                    self.attribute(attribute, None, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn verdict(&mut self, name: &str) -> Verdict {
        if let Some(verdict) = self.verdicts.get(name) {
            return *verdict;
        }
        let verdict = self.judge(name);
        if self.verdicts.len() < MOST_NAMES {
            self.verdicts.insert(name.into(), verdict);
        }
        verdict
    }

    fn judge(&self, name: &str) -> Verdict {
        let name = match name.strip_prefix(field::APPLICATION_PREFIX) {
            // As on a line: what an application has under a name of ours is judged by that name.
            Some(claimed) if field::is_reserved(claimed) => claimed,
            _ => name,
        };
        // The exception is of the field's whole name.
        let field = if name == attribute::MESSAGING_RABBITMQ_ROUTING_KEY { field::ROUTING_KEY } else { name };
        match self.policy.decide(field) {
            Decision::Redact => Verdict::Replace(marker::REDACTED),
            Decision::Act(_) => Verdict::Act,
            Decision::Filter if !attribute::ALL.contains(&name) => Verdict::Replace(marker::FILTERED),
            _ => match name {
                field::TEAM_ID => Verdict::Id(TEAM),
                field::USER_ID => Verdict::Id(Class::User.as_str()),
                "url.query" => Verdict::Query,
                _ if Locator::of(name) == Some(Locator::Url) => Verdict::Url,
                _ => Verdict::Scan,
            },
        }
    }
}

fn is_known(name: &str) -> bool {
    attribute::ALL.contains(&name) || field::is_safe(name)
}

fn any_text(value: &mut Option<AnyValue>) -> Option<&mut String> {
    match value {
        Some(AnyValue { value: Some(Value::StringValue(text)) }) => Some(text),
        _ => None,
    }
}

fn replace(value: &mut Option<AnyValue>, marker: &str) {
    *value = Some(AnyValue { value: Some(Value::StringValue(marker.to_owned())) });
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::common::v1::{ArrayValue, KeyValueList};
    use tracewell_redact::{Action, Mode};

    use super::*;
    use crate::proto::{attribute, text};

    fn mail() -> String {
        ["alice", "example.com"].join("@")
    }

    fn cleaned(policy: Policy, mut attributes: Vec<KeyValue>) -> Vec<KeyValue> {
        Net::new(policy).attributes(&mut attributes);
        attributes
    }

    #[test]
    fn the_vocabulary_of_attributes_passes() {
        let policy = Policy::production();
        for name in tracewell_names::attribute::ALL {
            assert_eq!(cleaned(policy.clone(), vec![attribute(name, "x")]), [attribute(name, "x")], "{name}");
        }
    }

    #[test]
    fn names_decide_and_texts_are_scanned_however_deep() {
        let list = |values| AnyValue { value: Some(Value::KvlistValue(KeyValueList { values })) };
        let array = |values| AnyValue { value: Some(Value::ArrayValue(ArrayValue { values })) };
        let deep = list(vec![
            attribute("password", 17_i64),
            attribute("note", array(vec![text(mail()), text("fine")])),
            attribute(&mail(), true),
        ]);
        let clean = cleaned(Policy::development(), vec![attribute("outer", deep)]);
        let expected = list(vec![
            attribute("password", "[REDACTED]"),
            attribute("note", array(vec![text("[REDACTED:email]"), text("fine")])),
            attribute("[REDACTED:email]", true),
        ]);
        assert_eq!(clean, [attribute("outer", expected)]);
        assert_eq!(cleaned(Policy::production(), vec![attribute("outer", 1_i64)]), [attribute("outer", "[FILTERED]")]);
    }

    #[test]
    fn urls_lose_their_queries() {
        let url = attribute("url.full", "https://u:p@geo.example/v1?q=1#there");
        let clean = cleaned(Policy::production(), vec![url]);
        assert_eq!(clean, [attribute("url.full", "https://REDACTED:REDACTED@geo.example/v1?q=REDACTED")]);
    }

    #[test]
    fn whatever_its_name_a_place_loses_its_query() {
        for (name, text, shown) in [
            ("http.target", "/v1/a?q=hunter#there", "/v1/a?q=REDACTED"),
            ("callback_uri", "https://u:p@geo.example/v1?q=1", "https://REDACTED:REDACTED@geo.example/v1?q=REDACTED"),
            ("referer", "https://geo.example/?q=1", "https://geo.example/?q=REDACTED"),
            ("url.query", "q=hunter&flag", "q=REDACTED&REDACTED"),
        ] {
            assert_eq!(cleaned(Policy::development(), vec![attribute(name, text)]), [attribute(name, shown)]);
            let allowing = Policy::builder(Mode::Production).allow([name]).build().unwrap();
            assert_eq!(cleaned(allowing, vec![attribute(name, text)]), [attribute(name, shown)]);
        }
    }

    #[test]
    fn only_a_marker_escapes_what_was_chosen_for_its_class() {
        let policy = || Policy::builder(Mode::Development).action(Class::Phone, Action::Erase).build().unwrap();
        for value in ["[+49 171 5551234]", "hmac:+491715551234", "[REDACTED] 01715551234"] {
            assert_eq!(
                cleaned(policy(), vec![attribute("phone", value)]),
                [attribute("phone", "[REDACTED]")],
                "{value}"
            );
        }
        for marker in ["[FILTERED]", "[REDACTED:email]", "hmac:k1:abcdefghijklmnopqrstuv"] {
            assert_eq!(cleaned(policy(), vec![attribute("phone", marker)]), [attribute("phone", marker)]);
        }
    }

    #[test]
    fn names_of_a_resource_are_scanned_and_cut() {
        let mut attributes =
            vec![attribute(&mail(), "x"), attribute(&"n".repeat(100), "x"), attribute("host.name", "h")];
        Net::new(Policy::production()).resource(&mut attributes);
        assert_eq!(attributes[0], attribute("[REDACTED:email]", "x"));
        assert!(attributes[1].key.len() <= 64 + "…".len(), "{}", attributes[1].key);
        assert_eq!(attributes[2], attribute("host.name", "h"));
    }

    #[test]
    fn what_is_clean_stays_as_it_is() {
        let clean = cleaned(Policy::production(), vec![attribute("note", "x"), attribute("api_key", "x")]);
        assert_eq!(cleaned(Policy::production(), clean.clone()), clean);
    }
}
