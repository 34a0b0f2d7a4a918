use crate::{DropReason, LinkStats};

/// What a hub has done since it was made, and how it is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubStats {
    pub(super) subscribers: usize,
    pub(super) queued: usize,
    pub(super) held_bytes: usize,
    pub(super) consumed: u64,
    pub(super) forwarded: u64,
    pub(super) dropped: [u64; DropReason::ALL.len()],
    pub(super) link: Option<LinkStats>,
}

impl HubStats {
    /// Subscribers attached now.
    #[must_use]
    pub fn subscribers_active(&self) -> usize {
        self.subscribers
    }

    /// Events that wait in subscribers' queues.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.queued
    }

    /// What events and queues hold, in bytes: an event that is in many queues once, and those that are kept for who comes
    /// back too. Not what a server has taken over and not sent yet.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// Events that came in, one each however many get it: published here, or by another instance.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Deliveries: an event that was handed to three subscribers counts three times.
    #[must_use]
    pub fn forwarded(&self) -> u64 {
        self.forwarded
    }

    /// Deliveries that were lost for this reason: an event that three subscribers missed counts three times. One that was
    /// refused as a whole, or found no room towards the broker, counts once.
    #[must_use]
    pub fn dropped(&self, reason: DropReason) -> u64 {
        self.dropped[reason as usize]
    }

    /// Deliveries that were lost for any reason.
    #[must_use]
    pub fn dropped_total(&self) -> u64 {
        self.dropped.iter().sum()
    }

    /// The link to a broker, if there is one.
    #[must_use]
    pub fn link(&self) -> Option<&LinkStats> {
        self.link.as_ref()
    }

    /// Whether the link to the broker is up; a hub without one is its own.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.link.as_ref().is_none_or(LinkStats::is_connected)
    }
}

impl HubStats {
    /// Whether anything has happened since the hub was made.
    pub(super) fn has_changed(&self) -> bool {
        self.subscribers > 0 || self.consumed > 0 || self.dropped_total() > 0 || self.link.is_some()
    }
}
