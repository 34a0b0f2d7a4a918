use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use tracewell_names::field;

use super::stage_event::level_of;
use super::{Entry, StageEvent};

/// Names under which lines carry an id, the first one first.
const IDS: [&str; 3] = [field::CORRELATION_ID, "request_id", field::TRACE_ID];
/// Names under which lines carry their level, the first one first.
const LEVELS: [&str; 3] = [field::LEVEL, "log.level", "severity"];
/// Bytes of an id, a name or a time that are kept; and of a message.
const LONGEST: usize = 256;
const LONGEST_MESSAGE: usize = 1200;

impl Entry {
    /// Reads a JSON line: one of this project's, or one of `tracing-subscriber`'s with its `fields`, `span` and `spans`.
    /// `None` if it is no JSON object.
    ///
    /// The id is the value of the field `key`; without a key that of `correlation_id`, or else of `request_id`, or else of
    /// `trace_id`.
    ///
    /// ```
    /// use tracewell_flow::Entry;
    ///
    /// let line = r#"{"level":"INFO","fields":{"stage":"identity.jwks"},"spans":[{"correlation_id":"r-1"}]}"#;
    /// assert!(Entry::from_json(line, None).unwrap().is_stage_event());
    /// assert!(!Entry::from_json(r#"{"message":"stage: x"}"#, None).unwrap().is_stage_event());
    /// ```
    #[must_use]
    pub fn from_json(line: &str, key: Option<&str>) -> Option<Self> {
        let mut line_of = LineOf { key, ..LineOf::default() };
        let whole = read_object(line, |name, value| line_of.member(name, value));
        whole.then(|| line_of.entry())
    }
}

#[derive(Default)]
struct LineOf<'l> {
    key: Option<&'l str>,
    top: Fields,
    nested: Option<Fields>,
    /// Those of spans, the innermost last.
    ids: [Option<Arc<str>>; 3],
    time: Option<Arc<str>>,
    /// The level, and how much its name is worth: an event may have a field `severity` of its own.
    level: Option<(usize, Cow<'static, str>)>,
}

/// The fields of an event.
#[derive(Default)]
struct Fields {
    stage: Option<Arc<str>>,
    outcome: Option<Arc<str>>,
    cache_hit: Option<bool>,
    duration_ms: Option<f64>,
    seq: Option<u64>,
    message: Option<Arc<str>>,
    ids: [Option<Arc<str>>; 3],
}

impl LineOf<'_> {
    fn member(&mut self, name: &str, value: &str) {
        match name {
            "fields" if value.starts_with('{') => {
                let mut fields = Fields::default();
                read_object(value, |name, value| fields.member(name, value, self.key));
                self.nested = Some(fields);
            }
            field::SPAN if value.starts_with('{') => self.span(value),
            "spans" if value.starts_with('[') => {
                let spans: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
                spans.iter().for_each(|span| self.span(span.get()));
            }
            field::TIMESTAMP | "time" | "ts" | "@timestamp" => self.time = self.time.take().or_else(|| text(value)),
            _ if LEVELS.contains(&name) => {
                let rank = LEVELS.iter().position(|known| *known == name).unwrap_or(LEVELS.len());
                if self.level.as_ref().is_none_or(|(known, _)| rank <= *known) {
                    self.level = text(value).map(|level| (rank, level_of(&level))).or(self.level.take());
                }
            }
            _ => self.top.member(name, value, self.key),
        }
    }

    fn span(&mut self, span: &str) {
        read_object(span, |name, value| note_id(&mut self.ids, name, value, self.key));
    }

    fn entry(self) -> Entry {
        let Self { top, nested, ids: of_spans, time, level, .. } = self;
        let mut known = Entry { time, level: level.map(|(_, level)| level), ..Entry::new() };
        let ids = [nested.as_ref().map(|nested| nested.ids.clone()), Some(top.ids.clone()), Some(of_spans)];
        // By name first, and then from the event outwards.
        known.id = (0..IDS.len()).find_map(|name| ids.iter().flatten().find_map(|ids| ids.get(name)?.clone()));
        let Fields { stage, outcome, cache_hit, duration_ms, seq, message, .. } = nested.unwrap_or(top);
        known.message = message;
        known.stage = stage.map(|stage| StageEvent { outcome, cache_hit, duration_ms, seq, ..StageEvent::new(stage) });
        known
    }
}

impl Fields {
    fn member(&mut self, name: &str, value: &str, key: Option<&str>) {
        match name {
            field::STAGE => self.stage = text(value).filter(|stage| !stage.is_empty()),
            field::OUTCOME => self.outcome = text(value),
            field::CACHE_HIT => self.cache_hit = boolean(value),
            field::DURATION_MS => self.duration_ms = value.parse().ok(),
            field::SEQ => self.seq = value.parse().ok(),
            field::MESSAGE | "msg" => self.message = text_of(value, LONGEST_MESSAGE),
            _ => {}
        }
        note_id(&mut self.ids, name, value, key);
    }
}

fn note_id(ids: &mut [Option<Arc<str>>; 3], name: &str, value: &str, key: Option<&str>) {
    let place = match key {
        Some(key) => (name == key).then_some(0),
        None => IDS.iter().position(|id| *id == name),
    };
    if let Some(slot) = place.and_then(|place| ids.get_mut(place)) {
        let id = text(value).unwrap_or_else(|| kept(value, LONGEST).into());
        if !id.is_empty() && &*id != "null" {
            *slot = Some(id);
        }
    }
}

fn text(value: &str) -> Option<Arc<str>> {
    text_of(value, LONGEST)
}

fn text_of(value: &str, longest: usize) -> Option<Arc<str>> {
    match value.strip_prefix('"')?.strip_suffix('"')? {
        plain if !plain.contains('\\') => Some(kept(plain, longest).into()),
        _ => serde_json::from_str::<String>(value).ok().map(|text| kept(&text, longest).into()),
    }
}

fn kept(text: &str, longest: usize) -> &str {
    text.get(..text.floor_char_boundary(longest)).unwrap_or_default()
}

fn boolean(value: &str) -> Option<bool> {
    match value.trim_matches('"') {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
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

    #[test]
    fn of_long_values_the_beginning_is_kept() {
        let long = "é".repeat(100_000);
        for value in [format!("\"{long}\""), format!("\"\\n{long}\"")] {
            let line = ["timestamp", "level", "message", "stage", "outcome", "correlation_id"]
                .map(|name| format!("\"{name}\":{value}"))
                .join(",");
            let entry = Entry::from_json(&format!("{{{line}}}"), None).unwrap();
            assert!(entry.is_stage_event());
            assert!(format!("{entry:?}").len() < 4000, "{}", format!("{entry:?}").len());
        }
    }
}
