use std::sync::Arc;

use super::{Place, StageEvent};

/// A stage that has started and not ended yet.
#[derive(Clone, Debug)]
pub(super) struct OpenStage {
    pub(super) stage: Arc<str>,
    pub(super) time: Option<Arc<str>>,
    pub(super) micros: Option<i64>,
    pub(super) place: Place,
    /// An outcome that was given to it and that it does not have.
    pub(super) odd: Option<Arc<str>>,
    /// The number of its cycle, where it waits in another one.
    pub(super) cycle: u64,
}

impl OpenStage {
    pub(super) fn new(event: &StageEvent) -> Self {
        Self {
            stage: event.stage.clone(),
            time: event.time.clone(),
            micros: event.micros,
            place: event.place,
            odd: None,
            cycle: 0,
        }
    }

    /// Milliseconds until its end: those that the end names, or else what the clock says. None where that ran backwards.
    pub(super) fn took(&self, end: &StageEvent) -> Option<f64> {
        let by_clock = || {
            let micros = end.micros?.checked_sub(self.micros?)?;
            (micros >= 0).then(|| micros as f64 / 1000.0)
        };
        end.duration_ms.filter(|took| took.is_finite() && *took >= 0.0).or_else(by_clock)
    }
}
