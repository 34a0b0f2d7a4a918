use tracewell_names::reason;

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndReason {
    /// The client left.
    ClientGone,
    /// The service is stopping.
    ServerShutdown,
    /// The subscriber could not keep up.
    Slow,
    /// Its time was over: what the caller was let in with has expired.
    Expired,
    /// Something failed on this side.
    Error,
}

impl EndReason {
    /// The word in lines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientGone => reason::CLIENT_GONE,
            Self::ServerShutdown => reason::SERVER_SHUTDOWN,
            Self::Slow => reason::SLOW,
            Self::Expired => reason::EXPIRED,
            Self::Error => reason::ERROR,
        }
    }
}
