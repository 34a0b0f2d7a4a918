use tracewell_names::metric;

/// Why a message did not reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DropReason {
    /// A queue was full: a subscriber's, or the one towards the broker.
    QueueFull,
    /// It was older than the hub's maximum age.
    Stale,
    /// The subscriber left with messages in its queue.
    SubscriberGone,
    /// It was larger than allowed.
    Oversized,
    /// It could not be read, or nobody could handle it.
    Invalid,
}

impl DropReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::QueueFull, Self::Stale, Self::SubscriberGone, Self::Oversized, Self::Invalid];

    /// The word in lines and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::QueueFull => metric::DROP_QUEUE_FULL,
            Self::Stale => metric::DROP_STALE,
            Self::SubscriberGone => metric::DROP_SUBSCRIBER_GONE,
            Self::Oversized => metric::DROP_OVERSIZED,
            Self::Invalid => metric::DROP_INVALID,
        }
    }
}
