use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Rule, StageStats, Violation};

/// What a check came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub(super) stage_events: u64,
    pub(super) cycles: u64,
    pub(super) violations: Vec<Violation>,
    pub(super) untold: u64,
    pub(super) evicted: u64,
    pub(super) without_id: u64,
    pub(super) unjudged: BTreeMap<Rule, u64>,
    pub(super) stages: BTreeMap<Arc<str>, StageStats>,
}

impl Summary {
    /// How many stage events there were.
    #[must_use]
    pub fn stage_events(&self) -> u64 {
        self.stage_events
    }

    /// How many cycles they fell into.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        self.cycles
    }

    /// What was not kept to, in the order of the log.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// How many violations there were, those beyond the longest list included.
    #[must_use]
    pub fn violation_count(&self) -> u64 {
        self.violations.len() as u64 + self.untold
    }

    /// How many cycles were judged early, because too many were open at once.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// How many stage events carried no id.
    #[must_use]
    pub fn without_id(&self) -> u64 {
        self.without_id
    }

    /// The rules of the flow that could not be held against some cycles, and against how many: what their beginning would
    /// have told is not known.
    pub fn unjudged(&self) -> impl Iterator<Item = (Rule, u64)> {
        self.unjudged.iter().map(|(rule, cycles)| (*rule, *cycles))
    }

    /// What was counted for each stage, by name.
    pub fn stages(&self) -> impl Iterator<Item = (&str, &StageStats)> {
        self.stages.iter().map(|(stage, stats)| (&**stage, stats))
    }

    /// Whether there was something to check and all of it held.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.stage_events > 0 && self.violation_count() == 0
    }
}
