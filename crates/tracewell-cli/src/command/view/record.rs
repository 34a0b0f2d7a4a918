use serde_json::{Map, Value};
use tracewell_flow::micros_of;
use tracewell_names::field;

use super::arguments::Level;
use super::export::unwrapped;

/// One line, its fields flat.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) time: Option<String>,
    pub(super) level: Option<String>,
    pub(super) message: String,
    pub(super) target: Option<String>,
    /// Everything else, by name.
    pub(super) fields: Map<String, Value>,
}

impl Record {
    /// `None` if the line is no JSON object.
    pub(super) fn of(line: &str) -> Option<Self> {
        let Ok(Value::Object(members)) = serde_json::from_str(line) else { return None };
        let mut members = flat(unwrapped(members));
        let mut text = |names: &[&str]| {
            let name = names.iter().find(|name| members.contains_key(**name))?;
            members.remove(*name).map(|value| shown(&value))
        };
        let time = text(&[field::TIMESTAMP, "@timestamp", "time", "ts"]);
        let level = text(&[field::LEVEL, "log.level", "severity"]);
        let message = text(&[field::MESSAGE, "msg"]).unwrap_or_default();
        let target = text(&[field::TARGET, "logger"]);
        Some(Self { time, level, message, target, fields: members })
    }

    pub(super) fn micros(&self) -> Option<i64> {
        self.time.as_deref().and_then(micros_of)
    }

    pub(super) fn level(&self) -> Option<Level> {
        self.level.as_deref().and_then(Level::of)
    }

    pub(super) fn field(&self, name: &str) -> Option<String> {
        match name {
            field::MESSAGE => Some(self.message.clone()),
            field::LEVEL => self.level.clone(),
            field::TARGET => self.target.clone(),
            _ => self.fields.get(name).map(shown),
        }
    }
}

/// What `tracing-subscriber` nests, at the top: fields of the event first, then those of spans, the innermost first.
fn flat(mut members: Map<String, Value>) -> Map<String, Value> {
    let add = |members: &mut Map<String, Value>, more: Value| {
        if let Value::Object(more) = more {
            for (name, value) in more {
                members.entry(name).or_insert(value);
            }
        }
    };
    if members.get("fields").is_some_and(Value::is_object)
        && let Some(fields) = members.remove("fields")
    {
        add(&mut members, fields);
    }
    if members.get("spans").is_some_and(Value::is_array)
        && let Some(Value::Array(spans)) = members.remove("spans")
    {
        for mut span in spans.into_iter().rev() {
            span.as_object_mut().and_then(|span| span.remove("name"));
            add(&mut members, span);
        }
    }
    if let Some(Value::Object(mut span)) = members.get(field::SPAN).cloned() {
        let name = span.remove("name").unwrap_or_default();
        members.insert(field::SPAN.to_owned(), name);
        add(&mut members, Value::Object(span));
    }
    members
}

/// A value as text: without quotes where it is one.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_alike() {
        let flat = r#"{"timestamp":"2026-11-22T03:15:00Z","level":"INFO","message":"m","target":"t","a":1,"b":"x"}"#;
        let nested = r#"{"timestamp":"2026-11-22T03:15:00Z","level":"INFO","fields":{"message":"m","a":1},"target":"t",
            "spans":[{"a":2,"b":"y","name":"r"},{"b":"x","name":"s"}]}"#;
        assert_eq!(Record::of(flat).unwrap(), Record::of(nested).unwrap());
        assert_eq!(Record::of("text"), None);
        assert_eq!(Record::of("[1]"), None);
    }
}
