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
            Some(value) => serde_json::to_string(value).is_ok_and(|text| text == *wanted),
            None => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tracewell::UserId;

    use super::*;
    use crate::origin::Origin;

    fn matches(parameters: &[(&str, &str)]) -> bool {
        let properties = json!({"colour": "red", "size": 5, "weight": 1.5, "sold": false, "none": null, "text": "5"});
        let origin = Origin::create(&serde_json::Map::new(), &UserId::new("user-7").unwrap()).unwrap();
        let item = Item::new(origin, properties.as_object().unwrap().clone());
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        PropertyFilter::new(parameters).matches(&item)
    }

    #[test]
    fn each_kind_of_property_equals_its_text() {
        for met in
            [("colour", "red"), ("size", "5"), ("weight", "1.5"), ("sold", "false"), ("none", "null"), ("text", "5")]
        {
            assert!(matches(&[met]), "{met:?}");
        }
        for missed in [("colour", "Red"), ("colour", "\"red\""), ("colour", ""), ("size", "5.0"), ("absent", "")] {
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
