use std::error::Error;
use std::fmt;

/// A verifier that cannot be built as it was asked for. It quotes no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigError {
    kind: ConfigErrorKind,
}

/// What cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// The issuer is no `https` address, nor an `http` one on loopback; or it has a query, a fragment or a user.
    Issuer,
    /// The issuer is an `https` address, and this build has no TLS: feature `rustls`.
    Tls,
    /// The claims of team and roles are one claim, or have a meaning already.
    Claims,
    /// No algorithm is left to take.
    Algorithms,
    /// The system gives no random bytes.
    Randomness,
    /// There is no HTTP client to be had.
    Client,
}

impl ConfigError {
    pub(crate) fn new(kind: ConfigErrorKind) -> Self {
        Self { kind }
    }

    /// What cannot be had.
    #[must_use]
    pub fn kind(&self) -> ConfigErrorKind {
        self.kind
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ConfigErrorKind::Issuer => {
                "the issuer must be an https address, or http on loopback, without query and user"
            }
            ConfigErrorKind::Tls => "the issuer is an https address, and this build has no TLS",
            ConfigErrorKind::Claims => "team and roles must be two claims without another meaning",
            ConfigErrorKind::Algorithms => "no algorithm is left to take",
            ConfigErrorKind::Randomness => "the system gives no random bytes",
            ConfigErrorKind::Client => "there is no HTTP client to be had",
        })
    }
}

impl Error for ConfigError {}
