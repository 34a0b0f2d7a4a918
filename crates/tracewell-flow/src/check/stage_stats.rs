use std::collections::BTreeMap;
use std::sync::Arc;

use super::histogram::Histogram;

/// Outcomes that are told apart for a stage.
const OUTCOMES: usize = 32;

/// What was counted for one stage.
#[derive(Clone, Debug, Default)]
pub struct StageStats {
    pub(super) starts: u64,
    pub(super) outcomes: BTreeMap<Arc<str>, u64>,
    pub(super) first: Part,
    pub(super) later: Part,
}

/// The first cycle of a log, in which caches are empty, or all the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Cycle 1.
    First,
    /// Every other cycle.
    Later,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) hits: u64,
    pub(super) misses: u64,
    pub(super) durations: Histogram,
}

impl StageStats {
    pub(super) fn part(&mut self, first: bool) -> &mut Part {
        if first { &mut self.first } else { &mut self.later }
    }

    pub(super) fn count_outcome(&mut self, outcome: &str) {
        if let Some(count) = self.outcomes.get_mut(outcome) {
            *count += 1;
        } else if self.outcomes.len() < OUTCOMES {
            self.outcomes.insert(outcome.into(), 1);
        }
    }

    fn side(&self, side: Side) -> &Part {
        match side {
            Side::First => &self.first,
            Side::Later => &self.later,
        }
    }

    /// How often it started.
    #[must_use]
    pub fn starts(&self) -> u64 {
        self.starts
    }

    /// How often it ended in which outcome, by name.
    pub fn outcomes(&self) -> impl Iterator<Item = (&str, u64)> {
        self.outcomes.iter().map(|(outcome, count)| (&**outcome, *count))
    }

    /// How many look-ups there were, and how many of them found something. An end as `from_cache` or `resolved` counts as
    /// one.
    #[must_use]
    pub fn lookups(&self, side: Side) -> (u64, u64) {
        let part = self.side(side);
        (part.hits + part.misses, part.hits)
    }

    /// How many durations are known.
    #[must_use]
    pub fn timed(&self, side: Side) -> u64 {
        self.side(side).durations.total()
    }

    /// The milliseconds that `share` (0 to 1) of the runs did not exceed.
    #[must_use]
    pub fn duration_ms(&self, side: Side, share: f64) -> Option<f64> {
        self.side(side).durations.quantile(share)
    }
}
