use std::error::Error;
use std::fmt;

use crate::DropReason;

/// Why an event was not published. It is counted already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublishError {
    /// Larger than the hub's largest event.
    Oversized,
    /// Its kind does not hold to the grammar.
    Invalid,
    /// More teams than the hub knows at a time, each with a subscriber.
    TooManyTeams,
}

impl PublishError {
    /// What it is counted as.
    #[must_use]
    pub const fn drop_reason(self) -> DropReason {
        match self {
            Self::Oversized => DropReason::Oversized,
            Self::Invalid => DropReason::Invalid,
            Self::TooManyTeams => DropReason::QueueFull,
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Oversized => "the event is larger than allowed",
            Self::Invalid => "the kind of the event is not valid",
            Self::TooManyTeams => "too many teams have subscribers",
        })
    }
}

impl Error for PublishError {}

/// Why there is no place for a subscriber.
///
/// With the feature `axum` a handler can return it: 503, or 429 where it is the team that has its share, with `Retry-After`
/// and an empty body that the HTTP layers of tracewell fill with problem details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubscribeError {
    /// As many subscribers as there may be.
    Full,
    /// This team has its share of them.
    TeamFull,
    /// The hub is closed.
    Closed,
}

impl fmt::Display for SubscribeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "there are too many subscribers",
            Self::TeamFull => "the team has too many subscribers",
            Self::Closed => "the hub is closed",
        })
    }
}

impl Error for SubscribeError {}

#[cfg(feature = "axum")]
mod axum_answer {
    use axum::http::header::RETRY_AFTER;
    use axum::http::{HeaderValue, StatusCode};
    use axum::response::{IntoResponse, Response};

    use super::SubscribeError;

    /// As long as a stream asks its client to wait, unless told otherwise.
    const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("3");

    impl IntoResponse for SubscribeError {
        fn into_response(self) -> Response {
            let status = match self {
                Self::TeamFull => StatusCode::TOO_MANY_REQUESTS,
                Self::Full | Self::Closed => StatusCode::SERVICE_UNAVAILABLE,
            };
            let mut response = (status, [(RETRY_AFTER, RETRY_SECONDS)]).into_response();
            // For layers that want to know why.
            response.extensions_mut().insert(self);
            response
        }
    }
}
