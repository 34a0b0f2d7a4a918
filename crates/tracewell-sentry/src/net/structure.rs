use std::borrow::Cow;

use serde_json::{Map, Value};
use tracewell_names::{field, marker};
use tracewell_redact::Decision;

use super::Net;
use super::sql::{holds_sql, is_sql, without_literals};

/// How deep a value may be nested: what is deeper is taken out.
const DEEPEST: usize = 12;

/// What is an id, a time or a word of a closed set at the protocol's own places. In the maps of a program the same names are
/// like any other.
const SKELETON: &[&str] = &[
    "event_id",
    "timestamp",
    "start_timestamp",
    "platform",
    "level",
    "status",
    "trace_id",
    "span_id",
    "parent_span_id",
    "sid",
    "started",
    "init",
    "errors",
    "duration",
    "check_in_id",
    "image_addr",
    "instruction_addr",
    "symbol_addr",
];

/// Events and transactions, by the names that Sentry's protocol gives their parts.
impl Net {
    pub(super) fn clean(&self, item: &mut Value) {
        // Keyed hashes of two teams must not be joined.
        let team = item.pointer("/tags/team_id").and_then(Value::as_str).map(ToOwned::to_owned);
        self.structure("", item, team.as_deref(), 0);
    }

    pub(super) fn structure(&self, name: &str, value: &mut Value, team: Option<&str>, depth: usize) {
        if depth > DEEPEST {
            *value = Value::String(marker::REDACTED.to_owned());
            return;
        }
        match (name, value) {
            ("extra" | "tags" | "data" | "vars" | "registers" | "modules", Value::Object(map)) => {
                self.map(map, team, depth + 1)
            }
            ("user", Value::Object(user)) => self.user(user, team),
            ("request", Value::Object(request)) => self.request(request),
            // What a program puts into a message.
            ("params", value) => self.free(name, value, team, depth + 1),
            ("contexts", Value::Object(contexts)) => {
                for (_, context) in &mut *contexts {
                    self.context(context, team, depth + 2);
                }
                self.outside_names(contexts);
            }
            // Of a session: whose it is.
            ("did" | "ip_address", value) => *value = Value::Null,
            (name, Value::String(text)) if SKELETON.contains(&name) && is_id(text) => {}
            (name, Value::String(text)) => self.text_of(name, text),
            (name, Value::Array(values)) => {
                values.iter_mut().for_each(|value| self.structure(name, value, team, depth + 1));
            }
            (_, Value::Object(map)) => {
                self.without_sql_literals(map);
                for (name, value) in &mut *map {
                    if self.policy.decide(name) == Decision::Redact && !SKELETON.contains(&name.as_str()) {
                        *value = Value::String(marker::REDACTED.to_owned());
                    } else {
                        self.structure(name, value, team, depth + 1);
                    }
                }
                self.outside_names(map);
            }
            _ => {}
        }
    }

    /// What stands under a name that a program chose and that may be shown: objects in it, however deep, are maps of its own.
    pub(super) fn free(&self, name: &str, value: &mut Value, team: Option<&str>, depth: usize) {
        match value {
            _ if depth > DEEPEST => *value = Value::String(marker::REDACTED.to_owned()),
            Value::Object(map) => self.map(map, team, depth + 1),
            Value::Array(values) => values.iter_mut().for_each(|value| self.named(name, value, team, depth + 1)),
            Value::String(text) => self.text_of(name, text),
            _ => {}
        }
    }

    fn text_of(&self, name: &str, text: &mut String) {
        if holds_sql(name) {
            *text = without_literals(text);
        }
        match name {
            "transaction" | "name" | "description" | "culprit" => self.place(text),
            _ => self.text(text),
        }
    }

    /// A user is an id.
    fn user(&self, user: &mut Map<String, Value>, team: Option<&str>) {
        user.retain(|name, value| name == "id" && value.is_string());
        if let Some(Value::String(id)) = user.get_mut("id") {
            self.user_id(team, id);
        }
    }

    /// Contexts have a type, and what a program puts in.
    fn context(&self, context: &mut Value, team: Option<&str>, depth: usize) {
        let Value::Object(context) = context else {
            return self.free("", context, team, depth);
        };
        self.without_sql_literals(context);
        let is_trace = context.get("type").and_then(Value::as_str) == Some("trace");
        for (name, value) in &mut *context {
            match (name.as_str(), value) {
                ("type", Value::String(text)) => self.text(text),
                ("data", Value::Object(map)) => self.map(map, team, depth),
                (
                    "op" | "origin" | "description" | "status" | "trace_id" | "span_id" | "parent_span_id",
                    value @ Value::String(_),
                ) if is_trace => self.structure(name, value, team, depth),
                (name, value) => self.named(name, value, team, depth),
            }
        }
        self.outside_names(context);
    }

    /// The name of something that happened somewhere: it may be a path, with its query and in percent-encoded form.
    fn place(&self, text: &mut String) {
        if let Some((before, _)) = text.split_once('?').filter(|(before, _)| before.contains('/')) {
            *text = before.to_owned();
        }
        self.text(text);
        if text.contains('%')
            && let Cow::Owned(clean) = self.policy.path(text)
        {
            *text = clean;
        }
    }

    /// Breadcrumbs and spans of databases: their texts are statements.
    fn without_sql_literals(&self, map: &mut Map<String, Value>) {
        let word = |name: &str| map.get(name).and_then(Value::as_str).unwrap_or_default();
        let all = is_sql(word("category"))
            || is_sql(word("logger"))
            // Of a span: who opened it, and how it is called.
            || is_sql(word("description"))
            || word("op").starts_with("db")
            || word("type") == "query";
        for name in [field::MESSAGE, "description"] {
            if let Some(Value::String(text)) = map.get_mut(name).filter(|_| all) {
                *text = without_literals(text);
            }
        }
        for part in ["data", "extra"] {
            let Some(Value::Object(data)) = map.get_mut(part) else { continue };
            for (name, value) in data {
                // The others under their names, wherever they stand.
                if let Value::String(text) = value
                    && all
                    && !holds_sql(name)
                {
                    *text = without_literals(text);
                }
            }
        }
    }

    fn outside_names(&self, map: &mut Map<String, Value>) {
        if map.keys().any(|name| *self.policy.outside_name(name) != **name) {
            let entries = std::mem::take(map).into_iter();
            *map = entries.map(|(name, value)| (self.policy.outside_name(&name).into_owned(), value)).collect();
        }
    }
}

/// Whether it is an id or an address as the protocol writes them: among hexadecimal digits there is nothing to find, but
/// what looks like the number of a card.
fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    matches!(text.len(), 3..=18 | 32 | 36) && digits.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
