use std::error::Error;
use std::fmt;

use tracewell_names::reason;

/// Why a message was not published. Nothing is known of it at the broker, or it was refused; published again it may come
/// twice, under the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublishFailure {
    /// The link is away, and did not come back in time.
    Unreachable,
    /// The broker did not confirm it in time.
    Timeout,
    /// The connection broke before the broker confirmed it.
    ConnectionClosed,
    /// The broker refused it.
    Rejected,
    /// No queue takes what has this routing key.
    Unroutable,
    /// It is larger than allowed.
    Oversized,
    /// Its routing key can't be one.
    Invalid,
    /// The queue in the process is full.
    QueueFull,
}

impl PublishFailure {
    /// The word in lines and metrics.
    #[must_use]
    pub const fn error_type(self) -> &'static str {
        match self {
            Self::Unreachable => reason::UNREACHABLE,
            Self::Timeout => reason::TIMEOUT,
            Self::ConnectionClosed => reason::CONNECTION_CLOSED,
            Self::Rejected => reason::REJECTED,
            Self::Unroutable => reason::UNROUTABLE,
            Self::Oversized => reason::OVERSIZED,
            Self::Invalid => reason::INVALID,
            Self::QueueFull => reason::THROTTLED,
        }
    }

    /// Whether the same message may well be taken later.
    #[must_use]
    pub const fn is_temporary(self) -> bool {
        matches!(self, Self::Unreachable | Self::Timeout | Self::ConnectionClosed | Self::Rejected | Self::QueueFull)
    }
}

impl fmt::Display for PublishFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the broker can't be reached",
            Self::Timeout => "the broker did not confirm in time",
            Self::ConnectionClosed => "the connection broke before the broker confirmed",
            Self::Rejected => "the broker refused the message",
            Self::Unroutable => "no queue takes this routing key",
            Self::Oversized => "the message is larger than allowed",
            Self::Invalid => "the routing key is not valid",
            Self::QueueFull => "the queue is full",
        })
    }
}

impl Error for PublishFailure {}
