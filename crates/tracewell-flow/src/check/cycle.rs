use std::sync::Arc;

use super::StageEvent;

/// The events that belong together: those of one id, or of one run through the flow.
#[derive(Clone, Debug)]
pub struct Cycle {
    pub(super) number: u64,
    pub(super) id: Option<Arc<str>>,
    pub(super) events: Vec<StageEvent>,
    pub(super) count: u64,
}

impl Cycle {
    /// Its number, from 1, in the order in which cycles began.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The id of its events.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Its events, in their order. Of a very long cycle the last ones only.
    #[must_use]
    pub fn events(&self) -> &[StageEvent] {
        &self.events
    }

    /// The same, to keep.
    #[must_use]
    pub fn into_events(self) -> Vec<StageEvent> {
        self.events
    }

    /// How many events it has.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.count
    }
}
