use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use serde_json::value::RawValue;

use super::Compaction;
use crate::disk::{Temporary, Written, located, remove_leftovers};
use crate::line::{Draft, LineTime};
use crate::log::Lock;
use crate::read::Segments;
use crate::{Error, ErrorKind, Event, Hash, LogReader, Moment, Objects};

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
    let missing = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Error::new(ErrorKind::Missing),
        _ => error.into(),
    };
    let log = &located(log.as_ref()).map_err(missing)?;
    if Segments::of(log).map_err(missing)?.are_missing() {
        return Err(Error::new(ErrorKind::Missing));
    }
    let _lock = Lock::take(log, wait)?;
    remove_leftovers(log)?;
    // What was not finished would take room on a disk that may be full.
    compact_locked(log).inspect_err(|_| drop(remove_leftovers(log)))
}

fn compact_locked(log: &Path) -> Result<Compaction, Error> {
    let segments = Segments::of(log)?;
    let mut objects = Objects::new();
    let mut last_time = Timestamp::UNIX_EPOCH;
    let ending = LogReader::new(log).read_on(&segments, |entry| {
        last_time = Moment::of_line(entry.time()).map_or(last_time, |time| last_time.max(time.timestamp()));
        objects.fold(entry)
    })?;
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

    // A file without a line is no segment: an earlier one was interrupted, or the end of the file before.
    let (sealed, seals) = match segments.sealed.last() {
        Some(sealed) if ending.whole == 0 => (sealed.clone(), false),
        _ => (segments.next_sealed(false), true),
    };
    let time = LineTime::from(Timestamp::now().max(last_time));
    let (entries, state, checkpoint) = write_state(&objects, &sealed.checkpoint(), log, (last, &time))?;
    let value = json!({"seq": seq, "hash": last.as_str(), "entries": entries, "state": state.as_str()});
    let mut line = Vec::new();
    Draft::new(Event::new(CHECKPOINT, &value)?)?.write(seq + 1, &time, &last, &mut line);
    let mut active = Temporary::beside(log, log)?;
    active.write_all(&line)?;
    let active = active.finish()?;

    // All of it is on disk. From here on a crash leaves a log without an active file, which is opened like any other, and a
    // checkpoint that nothing names.
    if seals {
        fs::rename(log, &sealed.path)?;
    }
    let _checkpoint = checkpoint.replace(&sealed.checkpoint())?;
    let _active = active.replace(log)?;
    let earlier = segments.checkpoint.into_iter().map(|(_, path)| path);
    let others = segments.sealed.into_iter().map(|segment| segment.path);
    let sealed = seals.then_some(sealed.path);
    Ok(Compaction { objects: entries, segments: earlier.chain(others).chain(sealed).collect() })
}

/// A chain of its own, linked to the last line that it stands for: one line for each object. It is not yet called what it is.
fn write_state(
    objects: &Objects,
    path: &Path,
    like: &Path,
    (last, time): (Hash, &LineTime),
) -> Result<(u64, Hash, Written), Error> {
    let invalid = || Error::new(ErrorKind::Value);
    let mut file = Temporary::beside(path, like)?;
    let (mut entries, mut hash) = (0, last);
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
    Ok((entries, hash, file.finish()?))
}
