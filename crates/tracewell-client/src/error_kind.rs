use tracewell_names::reason;

/// What went wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request, or the client itself, could not be built.
    InvalidRequest,
    /// There is no connection to the other service.
    Unreachable,
    /// It took too long.
    Timeout,
    /// The connection broke.
    Closed,
    /// A redirect leads nowhere, or there were too many.
    Redirect,
    /// The answer has a status that [`error_for_status`] takes for an error.
    ///
    #[cfg_attr(feature = "reqwest", doc = "[`error_for_status`]: crate::Response::error_for_status")]
    #[cfg_attr(not(feature = "reqwest"), doc = "[`error_for_status`]: ErrorKind::Status")]
    Status,
    /// The body is not what it should be.
    Decode,
    /// The body is longer than allowed.
    TooLarge,
    /// Anything else.
    Failed,
}

impl ErrorKind {
    /// The word of an event's `error_type`.
    ///
    /// ```
    /// use tracewell_client::ErrorKind;
    ///
    /// assert_eq!(ErrorKind::Timeout.as_str(), "timeout");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => reason::INVALID_REQUEST,
            Self::Unreachable => reason::UNREACHABLE,
            Self::Timeout => reason::TIMEOUT,
            Self::Closed => reason::CONNECTION_CLOSED,
            Self::Redirect => reason::REDIRECT,
            Self::Status => reason::STATUS,
            Self::Decode => reason::DECODE,
            Self::TooLarge => reason::TOO_LARGE,
            Self::Failed => reason::FAILED,
        }
    }

    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::InvalidRequest => "could not be made",
            Self::Unreachable => "found no connection",
            Self::Timeout => "took too long",
            Self::Closed => "lost its connection",
            Self::Redirect => "was redirected in vain",
            Self::Status => "was answered with an error",
            Self::Decode => "has an answer that cannot be read",
            Self::TooLarge => "has an answer that is too long",
            Self::Failed => "failed",
        }
    }
}
