use std::error::Error;
use std::fmt;

use redis::{ConnectionInfo, IntoConnectionInfo};
use sha2::{Digest, Sha256};

/// Where a Redis listens, with its credentials: `redis://:password@host:6379/0` or `unix:///run/redis.sock`. It can't be
/// printed.
///
/// ```
/// use tracewell_security::RedisUrl;
///
/// let url = RedisUrl::parse("redis://127.0.0.1:6379/0")?;
/// assert_eq!(format!("{url:?}"), "RedisUrl(..)");
/// assert!(RedisUrl::parse("rediss://host").is_err()); // no TLS in this build
/// # Ok::<(), tracewell_security::InvalidRedisUrl>(())
/// ```
#[derive(Clone)]
pub struct RedisUrl {
    info: ConnectionInfo,
    key: [u8; 32],
}

impl RedisUrl {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`InvalidRedisUrl`] if it is none, or if it asks for TLS. It does not repeat the URL.
    pub fn parse(url: &str) -> Result<Self, InvalidRedisUrl> {
        let plain = ["redis://", "redis+unix://", "unix://"].iter().any(|scheme| url.starts_with(scheme));
        let info = url.into_connection_info().ok().filter(|_| plain).ok_or(InvalidRedisUrl)?;
        let key = Sha256::new().chain_update(b"tracewell abuse windows 1\0").chain_update(url.as_bytes()).finalize();
        Ok(Self { info, key: key.into() })
    }

    pub(super) fn info(&self) -> ConnectionInfo {
        self.info.clone()
    }

    /// What names of subjects are hashed with where the policy has no key: all instances have the same URL, and whoever
    /// only sees the keys in Redis does not.
    pub(super) const fn key(&self) -> &[u8; 32] {
        &self.key
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisUrl(..)")
    }
}

/// A text that is no URL of a Redis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRedisUrl;

impl fmt::Display for InvalidRedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a URL of a Redis without TLS: `redis://:password@host:6379/0`")
    }
}

impl Error for InvalidRedisUrl {}
