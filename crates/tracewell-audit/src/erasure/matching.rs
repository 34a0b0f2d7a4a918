use serde_json::Value;

use super::Subject;
use crate::Entry;
use crate::state::id_of;

/// What of a line is to go: its user, its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) user: bool,
    pub(super) value: bool,
}

impl Parts {
    pub(super) fn any(self) -> bool {
        self.user || self.value
    }

    pub(super) fn of(entry: &Entry<'_>, subject: Subject<'_>) -> Self {
        // It is what makes the other ones hold.
        if entry.kind() == "Erased" {
            return Self::default();
        }
        let value = entry.value().filter(|value| *value != "null");
        match subject {
            Subject::Object(id) => {
                let value = value.is_some_and(|value| {
                    id_of(value).is_some_and(|found| found == id)
                        || (value.starts_with('[') && parsed(value).is_some_and(|ids| holds(&ids, id)))
                });
                Self { user: false, value }
            }
            Subject::User(id) => {
                let user = entry.user() == Some(id);
                let theirs = user && matches!(entry.subject_and_verb().1, "created" | "updated" | "denied");
                let named = || value.is_some_and(|value| parsed(value).is_some_and(|value| holds(&value, id)));
                Self { user, value: value.is_some() && (theirs || named()) }
            }
        }
    }
}

fn parsed(value: &str) -> Option<Value> {
    serde_json::from_str(value).ok()
}

/// Whether a text of the value, or a name in it, is exactly this.
fn holds(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => text == id,
        Value::Array(values) => values.iter().any(|value| holds(value, id)),
        Value::Object(members) => members.iter().any(|(name, value)| name == id || holds(value, id)),
        _ => false,
    }
}
