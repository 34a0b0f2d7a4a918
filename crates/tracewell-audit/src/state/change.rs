use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::Strings;
use crate::line::text_of;
use crate::{Entry, Error, ErrorKind};

/// What an entry does to the state.
#[derive(Debug)]
pub(crate) enum Change<'l> {
    /// The object of this id is now this, whether or not it was there before.
    Put { subject: &'l str, team: &'l str, id: Cow<'l, str>, object: Cow<'l, str> },
    /// There is no object of this id any more.
    Removed { subject: &'l str, team: &'l str, id: Cow<'l, str> },
}

#[derive(Deserialize)]
struct Identified<'l> {
    #[serde(borrow)]
    id: &'l RawValue,
}

impl<'l> Change<'l> {
    /// `None` if it changes nothing, or if its value was erased.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`]: an object without an id.
    pub(crate) fn of(entry: &'l Entry<'_>) -> Result<Option<Self>, Error> {
        let (subject, verb) = entry.subject_and_verb();
        let put = match verb {
            "created" | "updated" => true,
            "deleted" => false,
            _ => return Ok(None),
        };
        let Some(value) = entry.value() else { return Ok(None) };
        let team = entry.team().unwrap_or_default();
        let id = id_of(value).ok_or_else(|| Error::new(ErrorKind::Value))?;
        Ok(Some(if put {
            Self::Put { subject, team, id, object: with_properties(value) }
        } else {
            Self::Removed { subject, team, id }
        }))
    }
}

/// The id of an object, or a value that is an id itself: the characters of a string, the JSON text of anything else.
pub(crate) fn id_of(value: &str) -> Option<Cow<'_, str>> {
    let id = if value.starts_with('{') { serde_json::from_str::<Identified<'_>>(value).ok()?.id.get() } else { value };
    match id.as_bytes().first()? {
        b'"' => text_of(id.as_bytes()),
        b'{' | b'[' | b'n' => None,
        _ => Some(Cow::Borrowed(id)),
    }
}

/// Older objects may have `null` where properties should be, which means that there are none. All else stays as it is written,
/// digit for digit.
fn with_properties(value: &str) -> Cow<'_, str> {
    if !value.starts_with('{') || memchr::memmem::find(value.as_bytes(), b"null").is_none() {
        return Cow::Borrowed(value);
    }
    let mut changed = String::new();
    let mut copied = 0;
    for name in Strings::of(value).filter(|text| text.depth == 1) {
        let Some((of, begin)) = name.names().filter(|(of, _)| of.starts_with("null")) else { continue };
        if name.says() == "properties" {
            changed += value.get(copied..name.end).unwrap_or_default();
            changed += ":{}";
            copied = begin + "null".len().min(of.len());
        }
    }
    if copied == 0 {
        return Cow::Borrowed(value);
    }
    changed += value.get(copied..).unwrap_or_default();
    Cow::Owned(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_told_by_an_object_or_is_the_value() {
        assert_eq!(id_of(r#"{"a":{"id":1},"id":"x"}"#).as_deref(), Some("x"));
        assert_eq!(id_of(r#""\u0078""#).as_deref(), Some("x"));
        assert_eq!(id_of("7").as_deref(), Some("7"));
        for none in ["{}", "null", "[1]", r#"{"id":null}"#, ""] {
            assert_eq!(id_of(none), None, "{none}");
        }
    }

    #[test]
    fn no_properties_are_empty_ones() {
        let changed = with_properties(r#"{"id":1,"properties": null}"#).into_owned();
        assert_eq!(changed, r#"{"id":1,"properties":{}}"#);
        let inner = r#"{"id":1,"properties":{"properties":null,"n":123456789012345678901234567890.10}}"#;
        assert_eq!(with_properties(inner), inner);
        let both = r#"{"properties":null,"n":1e400,"properties" : null,"p":[null]}"#;
        assert_eq!(with_properties(both), r#"{"properties":{},"n":1e400,"properties":{},"p":[null]}"#);
    }
}
