use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use serde_json::value::RawValue;

use super::Compaction;
use crate::erasure::remove_leftovers;
use crate::line::Draft;
use crate::log::{Lock, sync_folder};
use crate::read::Segments;
use crate::{Error, ErrorKind, Event, Hash, LogReader, Objects};

/// The type of the line that says what a checkpoint holds.
pub(crate) const CHECKPOINT: &str = "Checkpoint";

/// Writes the state that a log comes to as a checkpoint, seals the log, and chains a `Checkpoint` event to it with the digest
/// of both. The segments before it may be removed then; nothing of them is removed here.
///
/// # Errors
///
/// [`Locked`](ErrorKind::Locked) if a service has the log open and does not let go of it within `wait`;
/// [`Broken`](ErrorKind::Broken) if a line does not belong; [`Missing`](ErrorKind::Missing) if there is no chain yet.
pub fn compact(log: impl AsRef<Path>, wait: Duration) -> Result<Compaction, Error> {
    let log = log.as_ref();
    if !log.exists() {
        return Err(Error::new(ErrorKind::Missing));
    }
    let _lock = Lock::take(log, wait)?;
    remove_leftovers(log)?;
    let segments = Segments::of(log)?;
    let mut objects = Objects::new();
    let ending = LogReader::new(log).read_on(&segments, |entry| objects.fold(entry))?;
    if let Some(fault) = ending.summary.known_break() {
        return Err(fault.clone().into());
    }
    let (seq, last) = (ending.head.seq(), *ending.head.hash());
    if seq == 0 {
        return Err(Error::new(ErrorKind::Missing));
    }
    // A torn line is nobody's: it would stand in the middle of the chain.
    fs::OpenOptions::new().write(true).open(log)?.set_len(ending.whole)?;
    if ending.unended {
        fs::OpenOptions::new().append(true).open(log)?.write_all(b"\n")?;
    }

    let sealed = segments.next_sealed(false);
    let checkpoint = sealed.checkpoint();
    let (entries, state) = write_state(&objects, &checkpoint, last)?;
    let value = json!({"seq": seq, "hash": last.as_str(), "entries": entries, "state": state.as_str()});
    let mut line = Vec::new();
    Draft::new(Event::new(CHECKPOINT, &value)?)?.write(seq + 1, Timestamp::now(), &last, &mut line);

    // From here on a crash leaves a log without an active file, which is opened like any other.
    fs::rename(log, &sealed.path)?;
    let mut file = File::create_new(log)?;
    file.set_permissions(fs::metadata(&sealed.path)?.permissions())?;
    file.write_all(&line)?;
    file.sync_all()?;
    sync_folder(log)?;
    let earlier = segments.checkpoint.into_iter().map(|(_, path)| path);
    let sealed = segments.sealed.into_iter().map(|segment| segment.path).chain([sealed.path]);
    Ok(Compaction { objects: entries, segments: earlier.chain(sealed).collect() })
}

/// A chain of its own, linked to the last line that it stands for: one line for each object.
fn write_state(objects: &Objects, path: &Path, last: Hash) -> Result<(u64, Hash), Error> {
    let invalid = || Error::new(ErrorKind::Value);
    let mut file = BufWriter::new(File::create(path)?);
    let (mut entries, mut hash, time) = (0, last, Timestamp::now());
    let mut line = Vec::new();
    for (subject, team, object) in objects.all() {
        let value: &RawValue = serde_json::from_str(object).map_err(|_| invalid())?;
        let mut event = Event::new(format!("{subject} created"), value)?;
        event.team = (!team.is_empty()).then(|| team.to_owned());
        entries += 1;
        line.clear();
        hash = Draft::new(event)?.write(entries, time, &hash, &mut line);
        file.write_all(&line)?;
    }
    let file = file.into_inner().map_err(|error| error.into_error())?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.sync_all()?;
    sync_folder(path)?;
    Ok((entries, hash))
}
