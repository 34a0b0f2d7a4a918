#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod key_file;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use tracewell_log::{Capture, LogLayer, PrettyFormat};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

#[allow(unused_imports, reason = "each test binary uses its own part")]
pub(crate) use key_file::KeyFile;

/// The lines of `work` under the permissive policy.
pub(crate) fn lines(work: impl FnOnce()) -> Vec<Map<String, Value>> {
    lines_of(LogLayer::new(Policy::development()), work)
}

/// The lines that `layer` makes of `work`.
pub(crate) fn lines_of(layer: LogLayer, work: impl FnOnce()) -> Vec<Map<String, Value>> {
    raw_lines_of(layer, work).iter().map(|line| parse(line)).collect()
}

/// The one line of `work`.
pub(crate) fn line(work: impl FnOnce()) -> Map<String, Value> {
    only(lines(work))
}

/// The one line that `layer` makes of `work`.
pub(crate) fn line_of(layer: LogLayer, work: impl FnOnce()) -> Map<String, Value> {
    only(lines_of(layer, work))
}

pub(crate) fn raw_lines_of(layer: LogLayer, work: impl FnOnce()) -> Vec<String> {
    let capture = Arc::new(Capture::default());
    let subscriber = tracing_subscriber::registry().with(layer.json(Arc::clone(&capture)));
    tracing::subscriber::with_default(subscriber, work);
    capture.lines()
}

pub(crate) fn pretty_lines_of(layer: LogLayer, format: PrettyFormat, work: impl FnOnce()) -> Vec<String> {
    let capture = Arc::new(Capture::default());
    let subscriber = tracing_subscriber::registry().with(layer.pretty(format, Arc::clone(&capture)));
    tracing::subscriber::with_default(subscriber, work);
    capture.lines()
}

pub(crate) fn only<T>(lines: Vec<T>) -> T {
    let [line] = <[T; 1]>::try_from(lines).unwrap_or_else(|lines| panic!("{} lines instead of one", lines.len()));
    line
}

/// What one line says. Fails for a line that is not one JSON object, has a key twice, or holds what could forge a line.
pub(crate) fn parse(line: &str) -> Map<String, Value> {
    let body = line.strip_suffix('\n').unwrap_or_else(|| panic!("no newline: {line:?}"));
    assert!(!body.chars().any(is_hostile), "not escaped: {body:?}");
    let Unique(value) = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let keys: Vec<_> = body.match_indices('"').map(|(at, _)| at).take(2).collect();
    assert_eq!(body.get(keys[0] + 1..keys[1]), Some("timestamp"));
    match value {
        Value::Object(line) => line,
        other => panic!("no object: {other}"),
    }
}

/// The keys in the order of the line.
pub(crate) fn keys_in_order(line: &str) -> Vec<String> {
    struct Keys(Vec<String>);
    impl<'de> Deserialize<'de> for Keys {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Collect;
            impl<'de> Visitor<'de> for Collect {
                type Value = Keys;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                    let mut keys = Vec::new();
                    while let Some((key, _)) = map.next_entry::<String, Value>()? {
                        keys.push(key);
                    }
                    Ok(Keys(keys))
                }
            }
            deserializer.deserialize_map(Collect)
        }
    }
    serde_json::from_str::<Keys>(line).unwrap().0
}

pub(crate) fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character), 0x61c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069)
}

/// A JSON value none of whose objects has a key twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strict)
    }
}

struct Strict;

impl<'de> Visitor<'de> for Strict {
    type Value = Unique;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without a key twice")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Unique, E> {
        Ok(Unique(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Unique, E> {
        Ok(Unique(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Unique, E> {
        Ok(Unique(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Unique, E> {
        Ok(Unique(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Unique, E> {
        Ok(Unique(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Unique, E> {
        Ok(Unique(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Unique, A::Error> {
        let mut values = Vec::new();
        while let Some(Unique(value)) = seq.next_element()? {
            values.push(value);
        }
        Ok(Unique(values.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
        let mut seen = BTreeSet::new();
        let mut object = Map::new();
        while let Some((key, Unique(value))) = map.next_entry::<String, Unique>()? {
            if !seen.insert(key.clone()) {
                return Err(serde::de::Error::custom(format!("key twice: {key}")));
            }
            object.insert(key, value);
        }
        Ok(Unique(object.into()))
    }
}
