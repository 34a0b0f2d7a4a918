use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::matching::Parts;
use super::rewrite::{Rewrite, digest_older};
use super::{Erasure, Subject};
use crate::integrity::Link;
use crate::line::{ChainedLine, Draft};
use crate::read::{Ending, Lines, Place, Segments};
use crate::{Entry, Error, Event, Hash, Moment};

/// Whose content is to go, and of which team.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'s> {
    pub(super) subject: Subject<'s>,
    pub(super) team: Option<&'s str>,
}

impl<'s> Wanted<'s> {
    fn parts(self, entry: &Entry<'_>) -> Parts {
        let others = self.team.is_some_and(|team| entry.team() != Some(team));
        if others { Parts::default() } else { Parts::of(entry, self.subject) }
    }

    fn id(self) -> &'s str {
        let (Subject::Object(id) | Subject::User(id)) = self.subject;
        id
    }

    /// Whether a file that nothing depends on has anything of it, or may have.
    pub(super) fn is_in(self, path: &Path) -> Result<bool, Error> {
        let mut lines = Lines::new(File::open(path)?);
        while let Some(raw) = lines.next(&mut |_| {})? {
            let Some(line) = ChainedLine::parse(raw.bytes) else { return Ok(true) };
            if self.parts(&Entry::new(raw.number, &Link::Chained(line))).any() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Which lines of which file lose what.
#[derive(Default)]
pub(super) struct Plan {
    files: BTreeMap<Place, BTreeMap<u64, Parts>>,
    /// Numbers of erased lines, in ranges.
    ranges: Vec<(u64, u64)>,
    checkpoint_ranges: Vec<(u64, u64)>,
    older: bool,
    last_time: Timestamp,
    pub(super) report: Erasure,
}

impl Plan {
    pub(super) fn look_at(&mut self, entry: &Entry<'_>, wanted: Wanted<'_>) {
        if let Some(time) = Moment::of_line(entry.time()) {
            self.last_time = self.last_time.max(time.timestamp());
        }
        let parts = wanted.parts(entry);
        if parts.any() {
            self.report.lines += 1;
            let key = (entry.team().unwrap_or_default().to_owned(), entry.kind().to_owned());
            *self.report.of.entry(key).or_default() += 1;
            self.files.entry(entry.place).or_default().insert(entry.line(), parts);
            let of_checkpoint = entry.place == Place::Checkpoint;
            let ranges = if of_checkpoint { &mut self.checkpoint_ranges } else { &mut self.ranges };
            match (entry.seq(), ranges.last_mut()) {
                (None, _) => self.older = true,
                (Some(seq), Some((_, last))) if *last + 1 == seq => *last = seq,
                (Some(seq), _) => ranges.push((seq, seq)),
            }
        }
        self.report.mentions += u64::from(parts.leave(entry, wanted.id()));
    }

    /// The teams whose lines lose something. What belongs to none is nobody else's.
    pub(super) fn teams(&self) -> BTreeSet<String> {
        self.report.of().map(|(team, ..)| team).filter(|team| !team.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn carry_out(&self, segments: &Segments, ending: &Ending) -> Result<(), Error> {
        let mut older = Sha256::new();
        let mut finished = Vec::new();
        let checkpoint = segments.checkpoint.iter().map(|(_, path)| (Place::Checkpoint, path));
        let sealed = segments.sealed.iter().map(|segment| (Place::Sealed(segment.number), &segment.path));
        for (place, path) in checkpoint.chain(sealed) {
            match self.files.get(&place) {
                Some(file) => {
                    let parts = &mut |line| file.get(&line).copied().unwrap_or_default();
                    finished.push(Rewrite::of(path, u64::MAX, &mut older, parts)?.finish()?);
                }
                None => digest_older(path, &mut older)?,
            }
        }
        let none = BTreeMap::new();
        let active = self.files.get(&Place::Active).unwrap_or(&none);
        let parts = &mut |line| active.get(&line).copied().unwrap_or_default();
        let mut rewrite = Rewrite::of(&segments.active, ending.whole, &mut older, parts)?;
        rewrite.add(&self.event(ending, Hash::finish(older))?)?;
        // The event is in the first file that changes: from then on the chain holds, however far this gets.
        let _locked = rewrite.finish()?.replace()?;
        for file in finished {
            file.replace()?;
        }
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
        let time = Timestamp::now().max(self.last_time).into();
        Draft::new(Event::new("Erased", &value)?)?.write(ending.head.seq() + 1, &time, &prev, &mut line);
        line.pop();
        Ok(line)
    }
}
