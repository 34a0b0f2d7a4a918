use std::collections::BTreeSet;

use tracewell_names::field;

use super::record::Record;

/// Lines of one request that are held.
const LINES: usize = 50_000;

/// The lines of one request, from wherever they came.
#[derive(Debug, Default)]
pub(super) struct Story {
    /// The record to show, and when it was written.
    lines: Vec<(Option<i64>, Record)>,
    teams: BTreeSet<String>,
    dropped: u64,
}

impl Story {
    /// `found` is the line as it was read, `shown` what may be shown of it.
    pub(super) fn add(&mut self, found: &Record, shown: Record) {
        if let Some(team) = found.field(field::TEAM_ID).filter(|_| self.teams.len() < 16) {
            self.teams.insert(team);
        }
        if self.lines.len() < LINES {
            self.lines.push((found.micros(), shown));
        } else {
            self.dropped += 1;
        }
    }

    /// In the order of time. A line without one stays behind the line that it followed.
    pub(super) fn into_parts(mut self) -> (Vec<Record>, BTreeSet<String>, u64) {
        let mut last = i64::MIN;
        for (time, _) in &mut self.lines {
            last = *time.get_or_insert(last);
        }
        self.lines.sort_by_key(|(time, _)| *time);
        (self.lines.into_iter().map(|(_, record)| record).collect(), self.teams, self.dropped)
    }
}
