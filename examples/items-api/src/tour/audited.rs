use std::path::Path;

use serde_json::{Value, json};
use tracewell::audit::{LogReader, Objects, replay};

use super::checks::Check;
use super::planted::Planted;

/// What must hold of the audit log that a tour left; `state` is what the service itself said it comes to.
pub(super) fn audited(log: &Path, state: &Value, planted: &Planted) -> Vec<Check> {
    vec![
        Check::new("the chain of the audit log is whole, from start to stop", whole(log)),
        Check::new("replayed, it gives the state that the service had", replayed(log, state)),
        Check::new("no credential is in it", credentials(log, planted)),
    ]
}

fn whole(log: &Path) -> Option<String> {
    let mut kinds = Vec::new();
    let read = LogReader::new(log).read(|entry| {
        kinds.push(entry.kind().to_owned());
        Ok(())
    });
    match (read, kinds.as_slice()) {
        (Err(error), _) => Some(error.to_string()),
        (Ok(summary), _) if summary.torn().is_some() => Some("its last line is torn".to_owned()),
        (Ok(_), [first, .., last]) if first == "Server started" && last == "Server stopped" => None,
        (Ok(_), kinds) => Some(format!("it begins with {:?} and ends with {:?}", kinds.first(), kinds.last())),
    }
}

fn replayed(log: &Path, state: &Value) -> Option<String> {
    let objects = match replay(log) {
        Ok(objects) => objects,
        Err(error) => return Some(error.to_string()),
    };
    let list = |objects: &Objects, subject: &str| -> Vec<Value> {
        let texts = objects.of(subject, Some("team-a"));
        texts.into_iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
    };
    let replayed = json!({"items": list(&objects, "Item"), "links": list(&objects, "Link")});
    let empty = state["items"].as_array().is_none_or(Vec::is_empty);
    (empty || replayed != *state).then(|| "it differs".to_owned())
}

fn credentials(log: &Path, planted: &Planted) -> Option<String> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    [planted.token(), planted.cookie(), planted.signed()]
        .iter()
        .any(|secret| text.contains(secret))
        .then(|| "one of them is".to_owned())
}
