use std::io::{self, Write};

use serde_json::Value;

use super::Item;

/// The query of a search: each parameter names a property and the value that it must have.
#[derive(Debug)]
pub(super) struct PropertyFilter(Vec<(String, String)>);

impl PropertyFilter {
    pub(super) fn new(parameters: Vec<(String, String)>) -> Self {
        Self(parameters)
    }

    /// Whether every parameter is met: a string property by its characters, any other by its JSON text.
    pub(super) fn matches(&self, item: &Item) -> bool {
        self.0.iter().all(|(name, wanted)| match item.property(name) {
            Some(Value::String(value)) => value == wanted,
            Some(value) => is_text_of(value, wanted),
            None => false,
        })
    }
}

/// Whether `wanted` is the JSON text of `value`, which ends at the first difference and is written nowhere.
fn is_text_of(value: &Value, wanted: &str) -> bool {
    let mut rest = Rest(wanted.as_bytes());
    serde_json::to_writer(&mut rest, value).is_ok() && rest.0.is_empty()
}

/// What must still be written.
struct Rest<'w>(&'w [u8]);

impl Write for Rest<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.strip_prefix(bytes).ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tracewell::UserId;

    use super::*;
    use crate::origin::Origin;

    fn matches(parameters: &[(&str, &str)]) -> bool {
        let properties = json!({"colour": "red", "size": 5, "weight": 1.5, "sold": false, "none": null, "text": "5", "list": [1, {"a": "b"}]});
        let origin = Origin::create(&serde_json::Map::new(), &UserId::new("user-7").unwrap()).unwrap();
        let item = Item::new(origin, properties.as_object().unwrap().clone());
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        PropertyFilter::new(parameters).matches(&item)
    }

    #[test]
    fn each_kind_of_property_equals_its_text() {
        for met in [
            ("colour", "red"),
            ("size", "5"),
            ("weight", "1.5"),
            ("sold", "false"),
            ("none", "null"),
            ("text", "5"),
            ("list", "[1,{\"a\":\"b\"}]"),
        ] {
            assert!(matches(&[met]), "{met:?}");
        }
        for missed in [
            ("colour", "Red"),
            ("colour", "\"red\""),
            ("colour", ""),
            ("size", "5.0"),
            ("absent", ""),
            ("sold", "falsey"),
            ("sold", "fals"),
            ("size", ""),
        ] {
            assert!(!matches(&[missed]), "{missed:?}");
        }
    }

    #[test]
    fn every_parameter_must_be_met() {
        assert!(matches(&[]));
        assert!(matches(&[("colour", "red"), ("size", "5")]));
        assert!(!matches(&[("colour", "red"), ("size", "6")]));
        assert!(!matches(&[("colour", "red"), ("colour", "blue")]));
    }
}
