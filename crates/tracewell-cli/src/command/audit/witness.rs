use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tracewell_audit::{Hash, Head, Witness};

use crate::Streams;
use crate::input::{Line, Log, read_logs, without_prefix};

const CHECKPOINT: &str = tracewell_names::event::AUDIT_CHECKPOINT;

/// What logs tell of a chain.
pub(super) enum Seen {
    Witness(Witness),
    /// There is no checkpoint in them.
    Nothing,
    /// One of them can't be read.
    Unreadable,
}

/// Collects the checkpoints that logs tell; of several audit logs, those of the one that is to be verified.
pub(super) fn seen(logs: &[Log], file: &Path, streams: &mut Streams<'_>) -> Seen {
    let mut found = Vec::new();
    let all = read_logs(logs, streams, |line| {
        if let Line::Whole(bytes) | Line::Last(bytes) = line
            && memchr::memmem::find(bytes, CHECKPOINT.as_bytes()).is_some()
            && let Some(checkpoint) = checkpoint(bytes)
        {
            found.push(checkpoint);
        }
    });
    if !all {
        return Seen::Unreadable;
    }
    let names: BTreeSet<&String> = found.iter().map(|(name, _)| name).collect();
    let own = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let only = names.len() > 1 && names.contains(&own);
    let mut witness = Witness::new();
    for (_, head) in found.iter().filter(|(name, _)| !only || *name == own) {
        witness.saw(*head);
    }
    if witness.is_empty() { Seen::Nothing } else { Seen::Witness(witness) }
}

/// The file and the head that a line tells, if it is a checkpoint.
fn checkpoint(line: &[u8]) -> Option<(String, Head)> {
    let value: Value = serde_json::from_slice(without_prefix(line)).ok()?;
    // Flat as this project writes them, or below `fields`.
    let fields = value.get("fields").filter(|fields| fields.is_object()).unwrap_or(&value);
    let get = |name: &str| fields.get(name).or_else(|| value.get(name));
    if get("message")?.as_str()? != CHECKPOINT {
        return None;
    }
    let hash = Hash::parse(get("hash")?.as_str()?.as_bytes())?;
    let name = get("file").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some((name, Head::new(get("seq")?.as_u64()?, hash)))
}
