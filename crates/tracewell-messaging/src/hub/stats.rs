use crate::{DropReason, LinkStats};

/// What a hub has done since it was made, and how it is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubStats {
    pub(super) subscribers: usize,
    pub(super) queued: usize,
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

    /// Events that came in: published here, or by another instance.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Events handed to subscribers, one each.
    #[must_use]
    pub fn forwarded(&self) -> u64 {
        self.forwarded
    }

    /// Events lost for this reason.
    #[must_use]
    pub fn dropped(&self, reason: DropReason) -> u64 {
        self.dropped[reason as usize]
    }

    /// Events lost for any reason.
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
