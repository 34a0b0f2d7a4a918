use std::fmt;

use serde::Deserialize;
use serde::de::{Error, MapAccess, Visitor};
use serde_json::Value;
use tracewell::names::event::{REQUEST_CANCELLED, REQUEST_COMPLETED, REQUEST_FAILED};

/// A line of the log, read as strictly as a log store might: JSON, an object, no key twice.
#[derive(Clone, Debug)]
pub(crate) struct LogLine(Vec<(String, Value)>);

impl LogLine {
    pub(crate) fn parse(line: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.fields().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// A field that is text; empty if it is missing or something else.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn message(&self) -> &str {
        self.text("message")
    }

    pub(crate) fn level(&self) -> &str {
        self.text("level")
    }

    pub(crate) fn correlation_id(&self) -> &str {
        self.text("correlation_id")
    }

    /// Whether this line ends a request.
    pub(crate) fn is_terminal(&self) -> bool {
        [REQUEST_COMPLETED, REQUEST_FAILED, REQUEST_CANCELLED].contains(&self.message())
    }
}

impl<'de> Deserialize<'de> for LogLine {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = LogLine;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with no key twice")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<LogLine, M::Error> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        while let Some((name, value)) = map.next_entry()? {
            if fields.iter().any(|(seen, _)| *seen == name) {
                return Err(M::Error::custom("a key twice"));
            }
            fields.push((name, value));
        }
        Ok(LogLine(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_twice_is_no_line() {
        assert!(LogLine::parse(r#"{"a": 1, "b": 2}"#).is_ok());
        assert!(LogLine::parse(r#"{"a": 1, "a": 1}"#).is_err());
        assert!(LogLine::parse(r#"["a"]"#).is_err());
        assert!(LogLine::parse(r#"{"a": 1} {"b": 2}"#).is_err());
    }
}
