use std::error::Error;
use std::fmt;

use redis::{ConnectionInfo, IntoConnectionInfo};
use sha2::{Digest, Sha256};

/// Where a Redis listens, with its credentials: `redis://:password@host:6379/0` or `unix:///run/redis.sock`, and with the
/// feature `redis-tls` `rediss://:password@host:6379/0`. It can't be printed.
///
/// A server behind `rediss` has to have a certificate that the roots of the system vouch for, or those of the file that
/// `SSL_CERT_FILE` names. There is no way to switch that off.
///
/// ```
/// use tracewell_security::RedisUrl;
///
/// let url = RedisUrl::parse("redis://127.0.0.1:6379/0")?;
/// assert_eq!(format!("{url:?}"), "RedisUrl(..)");
/// assert_eq!(RedisUrl::parse("rediss://redis.example").is_ok(), cfg!(feature = "redis-tls"));
/// # Ok::<(), tracewell_security::InvalidRedisUrl>(())
/// ```
#[derive(Clone)]
pub struct RedisUrl {
    info: ConnectionInfo,
    #[cfg(feature = "redis-tls")]
    tls: bool,
    key: [u8; 32],
}

impl RedisUrl {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`InvalidRedisUrl`] if it is none, or if it asks for TLS that this build does not have, or for TLS without a look at
    /// the certificate. It does not repeat the URL.
    pub fn parse(url: &str) -> Result<Self, InvalidRedisUrl> {
        let rest = url.strip_prefix("rediss://");
        let without_tls = match rest {
            Some(rest) if cfg!(feature = "redis-tls") && !rest.contains('#') => Some(format!("redis://{rest}")),
            Some(_) => None,
            None => {
                let known = ["redis://", "redis+unix://", "unix://"].iter().any(|scheme| url.starts_with(scheme));
                known.then(|| url.to_owned())
            }
        };
        let info = without_tls.and_then(|url| url.into_connection_info().ok()).ok_or(InvalidRedisUrl)?;
        let key = Sha256::new().chain_update(b"tracewell abuse windows 1\0").chain_update(url.as_bytes()).finalize();
        Ok(Self {
            info,
            #[cfg(feature = "redis-tls")]
            tls: rest.is_some(),
            key: key.into(),
        })
    }

    pub(super) const fn info(&self) -> &ConnectionInfo {
        &self.info
    }

    #[cfg(feature = "redis-tls")]
    pub(super) const fn has_tls(&self) -> bool {
        self.tls
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
        if cfg!(feature = "redis-tls") {
            f.write_str("not a URL of a Redis: `redis://:password@host:6379/0` or `rediss://:password@host:6379/0`")
        } else {
            f.write_str("not a URL of a Redis without TLS: `redis://:password@host:6379/0`")
        }
    }
}

impl Error for InvalidRedisUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_never_half() {
        for (url, plain, tls) in [
            ("redis://:pw@127.0.0.1:6379/0", true, true),
            ("unix:///run/redis.sock", true, true),
            ("rediss://:pw@redis.example:6380/0", false, true),
            ("rediss://redis.example/#insecure", false, false),
            ("rediss+unix:///run/redis.sock", false, false),
            ("rediss://", false, false),
            ("REDISS://redis.example", false, false),
            ("http://redis.example", false, false),
            ("", false, false),
        ] {
            let expected = if cfg!(feature = "redis-tls") { tls } else { plain };
            assert_eq!(RedisUrl::parse(url).is_ok(), expected, "{url}");
        }
    }
}
