use std::collections::VecDeque;

use super::open_stage::OpenStage;

/// Stages of earlier cycles without an id that are still open, and the number of their cycle.
///
/// Where requests overlap and lines carry no id, the end of one may stand in the cycle of the next.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    open: VecDeque<(OpenStage, u64)>,
}

impl Waiting {
    const MOST: usize = 10_000;

    /// Adds one; gives back the oldest where there is no more room.
    pub(super) fn add(&mut self, open: OpenStage, cycle: u64) -> Option<(OpenStage, u64)> {
        self.open.push_back((open, cycle));
        if self.open.len() > Self::MOST { self.open.pop_front() } else { None }
    }

    /// Takes the latest of this stage: it has its end.
    pub(super) fn settle(&mut self, stage: &str) -> Option<OpenStage> {
        let at = self.open.iter().rposition(|(open, _)| *open.stage == *stage)?;
        self.open.remove(at).map(|(open, _)| open)
    }

    pub(super) fn has(&self, stage: &str) -> bool {
        self.open.iter().any(|(open, _)| *open.stage == *stage)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn take(&mut self) -> VecDeque<(OpenStage, u64)> {
        std::mem::take(&mut self.open)
    }
}
