use super::open_stage::OpenStage;
use super::open_stages::OpenStages;

/// Stages of earlier cycles without an id that are still open.
///
/// Where requests overlap and lines carry no id, the end of one may stand in the cycle of the next.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    open: OpenStages,
}

impl Waiting {
    const MOST: usize = 10_000;
    /// Given up together, where there is no more room.
    const AT_ONCE: usize = 1000;

    /// Adds one; gives back the oldest ones where there is no more room.
    pub(super) fn add(&mut self, open: OpenStage) -> Vec<OpenStage> {
        self.open.push(open);
        if self.open.len() > Self::MOST { self.open.take_oldest(Self::MOST - Self::AT_ONCE) } else { Vec::new() }
    }

    /// Takes the latest of this stage: it has its end.
    pub(super) fn settle(&mut self, stage: &str) -> Option<OpenStage> {
        self.open.take_latest(stage)
    }

    pub(super) fn has(&self, stage: &str) -> bool {
        self.open.count(stage) > 0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.len() == 0
    }

    pub(super) fn take(&mut self) -> Vec<OpenStage> {
        self.open.take()
    }
}
