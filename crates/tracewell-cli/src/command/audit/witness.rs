use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tracewell_audit::{Hash, Head, Witness};

use super::counted::counted;
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
    let (mut found, mut unreadable) = (Vec::new(), 0);
    let all = read_logs(logs, streams, |line| {
        if let Line::Whole(bytes) | Line::Last(bytes) = line
            && memchr::memmem::find(bytes, CHECKPOINT.as_bytes()).is_some()
        {
            match checkpoint(bytes) {
                Read::Checkpoint(name, head) => found.push((name, head)),
                Read::Unreadable => unreadable += 1,
                Read::Another => {}
            }
        }
    });
    if unreadable > 0 {
        streams.tell(&format!(
            "note: {} of the witness with {CHECKPOINT} could not be read and {}: torn, or not JSON, which alone is read",
            counted(unreadable, "line"),
            if unreadable == 1 { "does not count" } else { "do not count" },
        ));
    }
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

/// What a line of a log that has the name of the event in it is.
enum Read {
    /// The file and the head that it tells.
    Checkpoint(String, Head),
    /// It may have been one.
    Unreadable,
    /// It only speaks of it.
    Another,
}

fn checkpoint(line: &[u8]) -> Read {
    let Ok(value) = serde_json::from_slice::<Value>(without_prefix(line)) else { return Read::Unreadable };
    // Flat as this project writes them, or below `fields`.
    let fields = value.get("fields").filter(|fields| fields.is_object()).unwrap_or(&value);
    let get = |name: &str| fields.get(name).or_else(|| value.get(name));
    if get("message").and_then(Value::as_str) != Some(CHECKPOINT) {
        return Read::Another;
    }
    let hash = get("hash").and_then(Value::as_str).map(str::to_ascii_lowercase);
    let hash = hash.and_then(|hash| Hash::parse(hash.as_bytes()));
    let name = get("file").and_then(Value::as_str).unwrap_or_default().to_owned();
    match (hash, get("seq").and_then(Value::as_u64)) {
        (Some(hash), Some(seq)) => Read::Checkpoint(name, Head::new(seq, hash)),
        _ => Read::Unreadable,
    }
}
