use std::error::Error;
use std::{fmt, io};

/// Why telemetry did not start.
///
/// Running on without it would mean to log unredacted in silence, or not at all, so this is for `main` to fail with.
pub struct InitError {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    SubscriberPresent,
    Policy(tracewell_redact::Error),
    Writer(io::Error),
}

impl InitError {
    pub(super) const fn subscriber_present() -> Self {
        Self { kind: Kind::SubscriberPresent }
    }

    pub(super) const fn policy(error: tracewell_redact::Error) -> Self {
        Self { kind: Kind::Policy(error) }
    }

    pub(super) const fn writer(error: io::Error) -> Self {
        Self { kind: Kind::Writer(error) }
    }

    /// Whether a subscriber is there already. [`Builder::layer`](crate::Builder::layer) is the way into that one.
    #[must_use]
    pub const fn is_subscriber_present(&self) -> bool {
        matches!(self.kind, Kind::SubscriberPresent)
    }
}

/// `main` prints an error by its `Debug`: it should say what to do.
impl fmt::Debug for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match std::error::Error::source(self) {
            Some(source) => write!(f, "InitError({self}: {source})"),
            None => write!(f, "InitError({self})"),
        }
    }
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::SubscriberPresent => "a tracing subscriber is installed already; use Builder::layer to join it",
            Kind::Policy(_) => "what the service says of its own field names does not hold",
            Kind::Writer(_) => "the log writer could not start its thread",
        })
    }
}

impl Error for InitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::SubscriberPresent => None,
            Kind::Policy(error) => Some(error),
            Kind::Writer(error) => Some(error),
        }
    }
}
