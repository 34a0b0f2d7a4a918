use super::EventId;

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    pub(super) id: EventId,
    pub(super) delivered: usize,
    pub(super) dropped: usize,
}

impl Published {
    /// Its place in the order of its team's events.
    #[must_use]
    pub fn id(&self) -> EventId {
        self.id
    }

    /// Subscribers it was put into the queue of. 0: nobody listens.
    #[must_use]
    pub fn delivered(&self) -> usize {
        self.delivered
    }

    /// Events that were lost for it, in queues that were full.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.dropped
    }
}
