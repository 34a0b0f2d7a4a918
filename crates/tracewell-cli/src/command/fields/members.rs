use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use tracewell_names::field;

use super::mark::Mark;

/// Hands each field of a line to `each`; says `false` if the line is not one whole JSON object.
///
/// A line in the JSON format of `tracing-subscriber` has its fields one level down: those of the event below `fields`,
/// those of spans below `span` and `spans`. So a field may be handed over more than once.
pub(super) fn each_field(line: &str, mut each: impl FnMut(&str, Mark)) -> bool {
    read_object(line, |name, value| match name {
        "fields" if value.starts_with('{') => {
            read_object(value, |name, value| each(name, Mark::of(value)));
        }
        field::SPAN if value.starts_with('{') => read_span(value, &mut each),
        "spans" if value.starts_with('[') => {
            let spans: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
            for span in spans {
                read_span(span.get(), &mut each);
            }
        }
        _ => each(name, Mark::of(value)),
    })
}

fn read_span(span: &str, each: &mut impl FnMut(&str, Mark)) {
    read_object(span, |name, value| {
        // Its own name, and no field.
        if name != "name" {
            each(name, Mark::of(value));
        }
    });
}

/// Hands names and values of a JSON object to `each`, the values as they are written.
fn read_object(json: &str, each: impl FnMut(&str, &str)) -> bool {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.deserialize_map(Members(each)).and_then(|()| deserializer.end()).is_ok()
}

struct Members<F>(F);

impl<'de, F: FnMut(&str, &str)> Visitor<'de> for Members<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut members: M) -> Result<(), M::Error> {
        while let Some((Name(name), value)) = members.next_entry::<Name<'de>, &'de RawValue>()? {
            (self.0)(&name, value.get());
        }
        Ok(())
    }
}

/// A name, borrowed where nothing in it is escaped.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Option<String> {
        let mut found = String::new();
        let whole = each_field(line, |name, mark| {
            found.push_str(name);
            found.push_str(if mark.filtered { "=f " } else { " " });
        });
        whole.then_some(found)
    }

    #[test]
    fn flat_lines_have_their_fields_at_the_top() {
        let line = r#" {"level":"INFO","span":"request","fields":1,"a\u0062":"[FILTERED]","spans":{},"o":{"x":1}} "#;
        assert_eq!(fields(line).unwrap(), "level span fields ab=f spans o ");
    }

    #[test]
    fn nested_lines_have_them_one_level_down() {
        let line = r#"{"level":"INFO","fields":{"message":"m","a":"[FILTERED]"},"span":{"name":"s","b":"[FILTERED]"},
            "spans":[{"name":"r","c":1},{"b":"[FILTERED]","name":"s"},7]}"#;
        assert_eq!(fields(line).unwrap(), "level message a=f b=f c b=f ");
    }

    #[test]
    fn what_is_no_whole_object_is_told() {
        for line in [
            "",
            "text",
            "[1]",
            "1",
            "\"{}\"",
            "{",
            r#"{"a":"#,
            r#"{"a":1"#,
            r#"{"a":1} x"#,
            r#"{"a":1,}"#,
            "{\"a\":\"\n\"}",
        ] {
            assert_eq!(fields(line), None, "{line}");
        }
        let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
        assert_eq!(fields(&deep), None);
    }
}
