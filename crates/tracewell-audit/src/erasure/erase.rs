use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::matching::Parts;
use super::rewrite::{Rewrite, finish_digest, remove_leftovers};
use super::{Erasure, Subject};
use crate::line::Draft;
use crate::log::Lock;
use crate::read::{Ending, Segments};
use crate::{Entry, Error, ErrorKind, Event, Hash, LogReader, Moment};

/// Removes the content of a person or an object from all files of a log, and adds an `Erased` event that says which lines
/// it was removed from. Nothing happens where there is nothing to remove.
///
/// Each file is replaced at once. If this is interrupted, the log is whole, and doing it again removes the rest. The event is
/// there first, in the file that is replaced first.
///
/// # Errors
///
/// [`Locked`](ErrorKind::Locked) if a service has the log open and does not let go of it within `wait`;
/// [`Broken`](ErrorKind::Broken) if a line does not belong: what is wrong must not be covered up.
pub fn erase(log: impl AsRef<Path>, subject: Subject<'_>, wait: Duration) -> Result<Erasure, Error> {
    let log = log.as_ref();
    if !log.exists() {
        return Err(Error::new(ErrorKind::Missing));
    }
    let _lock = Lock::take(log, wait)?;
    remove_leftovers(log)?;
    let segments = Segments::of(log)?;
    let mut plan = Plan::default();
    let ending = LogReader::new(log).read_on(&segments, |entry| {
        plan.look_at(entry, subject);
        Ok(())
    })?;
    // Nobody can say what stands behind a break, and so whether this person does.
    if let Some(fault) = ending.summary.known_break() {
        return Err(fault.clone().into());
    }
    plan.ends_file();
    if plan.report.lines > 0 {
        plan.carry_out(&segments, &ending)?;
    }
    Ok(plan.report)
}

/// Which lines of which file lose what.
#[derive(Default)]
struct Plan {
    files: Vec<BTreeMap<u64, Parts>>,
    file: BTreeMap<u64, Parts>,
    last_line: u64,
    /// What the checkpoint loses, if there is one.
    checkpoint: BTreeMap<u64, Parts>,
    of_checkpoint: bool,
    /// Numbers of erased lines, in ranges.
    ranges: Vec<(u64, u64)>,
    checkpoint_ranges: Vec<(u64, u64)>,
    older: bool,
    last_time: Timestamp,
    report: Erasure,
}

impl Plan {
    fn look_at(&mut self, entry: &Entry<'_>, subject: Subject<'_>) {
        if self.of_checkpoint && !entry.of_checkpoint {
            self.checkpoint = std::mem::take(&mut self.file);
            self.last_line = 0;
        }
        self.of_checkpoint = entry.of_checkpoint;
        if entry.line() <= self.last_line {
            self.ends_file();
        }
        self.last_line = entry.line();
        if let Some(time) = Moment::of_line(entry.time()) {
            self.last_time = self.last_time.max(time.timestamp());
        }
        let parts = Parts::of(entry, subject);
        if parts.any() {
            self.report.lines += 1;
            self.file.insert(entry.line(), parts);
            let ranges = if entry.of_checkpoint { &mut self.checkpoint_ranges } else { &mut self.ranges };
            match (entry.seq(), ranges.last_mut()) {
                (None, _) => self.older = true,
                (Some(seq), Some((_, last))) if *last + 1 == seq => *last = seq,
                (Some(seq), _) => ranges.push((seq, seq)),
            }
        }
        let (Subject::Object(id) | Subject::User(id)) = subject;
        let mentions = |text: Option<&str>| text.is_some_and(|text| text.contains(id));
        if (!parts.value && mentions(entry.value())) || mentions(entry.correlation_id()) || mentions(entry.team()) {
            self.report.mentions += 1;
        }
    }

    fn ends_file(&mut self) {
        self.files.push(std::mem::take(&mut self.file));
        self.last_line = 0;
    }

    fn carry_out(&mut self, segments: &Segments, ending: &Ending) -> Result<(), Error> {
        // Empty files have no lines to be seen: none but the last can be one.
        self.files.resize(segments.sealed.len() + 1, BTreeMap::new());
        let (active, sealed) = self.files.split_last().ok_or_else(|| Error::new(ErrorKind::Missing))?;
        let mut older = Sha256::new();
        let mut finished = Vec::new();
        if let Some((_, path)) = &segments.checkpoint
            && !self.checkpoint.is_empty()
        {
            let parts = &mut |line| self.checkpoint.get(&line).copied().unwrap_or_default();
            finished.push(Rewrite::of(path, u64::MAX, &mut older, parts)?.finish()?);
        }
        for (segment, file) in segments.sealed.iter().zip(sealed) {
            let parts = &mut |line| file.get(&line).copied().unwrap_or_default();
            let rewrite = Rewrite::of(&segment.path, u64::MAX, &mut older, parts)?;
            if !file.is_empty() {
                finished.push(rewrite.finish()?);
            }
        }
        let parts = &mut |line| active.get(&line).copied().unwrap_or_default();
        let mut rewrite = Rewrite::of(&segments.active, ending.whole, &mut older, parts)?;
        rewrite.add(&self.event(ending, finish_digest(older))?)?;
        // The event is in the first file that changes: from then on the chain holds, however far this gets.
        rewrite.finish()?.replace()?;
        for file in finished {
            file.replace()?;
        }
        // What nothing depends on need not be rewritten.
        for path in &segments.spare {
            std::fs::remove_file(path)?;
        }
        remove_leftovers(&segments.active)?;
        Ok(())
    }

    fn event(&self, ending: &Ending, older: Hash) -> Result<Vec<u8>, Error> {
        let mut value = json!({ "lines": self.ranges });
        if let Some(members) = value.as_object_mut().filter(|_| !self.checkpoint_ranges.is_empty()) {
            members.insert("checkpoint".to_owned(), json!(self.checkpoint_ranges));
        }
        // The first line of a chain that does not begin with itself is linked to all lines of the older form.
        let mut prev = ending.tip;
        if self.older {
            if let Some(members) = value.as_object_mut() {
                members.insert("older".to_owned(), older.as_str().into());
            }
            if ending.head.seq() == 0 {
                prev = older;
            }
        }
        let mut line = Vec::new();
        let time = Timestamp::now().max(self.last_time);
        Draft::new(Event::new("Erased", &value)?)?.write(ending.head.seq() + 1, time, &prev, &mut line);
        line.pop();
        Ok(line)
    }
}
