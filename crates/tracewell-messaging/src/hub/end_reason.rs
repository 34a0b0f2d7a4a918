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
            Self::Error => reason::ERROR,
        }
    }
}
