//! Words that the environment variables of [`crate::variable`] understand.

// `ENVIRONMENT`.

/// Strict allowlist.
pub const PRODUCTION: &str = "production";
/// As strict as production.
pub const STAGING: &str = "staging";
/// Permissive, redacting all the same.
pub const DEVELOPMENT: &str = "development";

// `LOG_FORMAT`.

/// One JSON object a line.
pub const JSON: &str = "json";
/// For eyes.
pub const PRETTY: &str = "pretty";

// `LOG_CLIENT_HOST`.

/// The whole address.
pub const FULL: &str = "full";
/// The network: /24 of IPv4, /48 of IPv6.
pub const TRUNCATED: &str = "truncated";
/// A keyed hash.
pub const HMAC: &str = "hmac";

// `CORRELATION_TRUST`.

/// Every caller's request id is kept.
pub const TRUST_ALL: &str = "all";
/// Only that of `TRUSTED_PROXIES` is kept.
pub const TRUST_PROXIES: &str = "proxies";
/// None is kept.
pub const TRUST_NONE: &str = "none";

/// Words of `ENVIRONMENT`.
pub const ENVIRONMENTS: &[&str] = &[PRODUCTION, STAGING, DEVELOPMENT];

/// Words of `LOG_FORMAT`.
pub const LOG_FORMATS: &[&str] = &[JSON, PRETTY];

/// Words of `LOG_CLIENT_HOST`.
pub const CLIENT_HOSTS: &[&str] = &[FULL, TRUNCATED, HMAC];

/// Words of `CORRELATION_TRUST`.
pub const CORRELATION_TRUSTS: &[&str] = &[TRUST_ALL, TRUST_PROXIES, TRUST_NONE];

/// Words of a boolean that is true, in any case.
pub const TRUE: &[&str] = &["1", "true", "yes", "on"];

/// Words of a boolean that is false, in any case.
pub const FALSE: &[&str] = &["0", "false", "no", "off"];

/// Every word but the booleans.
pub const ALL: &[&str] =
    &[PRODUCTION, STAGING, DEVELOPMENT, JSON, PRETTY, FULL, TRUNCATED, HMAC, TRUST_ALL, TRUST_PROXIES, TRUST_NONE];

/// Reads a boolean: [`TRUE`] or [`FALSE`] in any case, without surrounding space; anything else is `None`.
///
/// ```
/// use tracewell_names::setting;
///
/// assert_eq!(setting::boolean("Yes"), Some(true));
/// assert_eq!(setting::boolean("off"), Some(false));
/// assert_eq!(setting::boolean("maybe"), None);
/// ```
#[must_use]
pub fn boolean(word: &str) -> Option<bool> {
    let word = word.trim();
    let is = |known: &&str| known.eq_ignore_ascii_case(word);
    if TRUE.iter().any(is) {
        Some(true)
    } else if FALSE.iter().any(is) {
        Some(false)
    } else {
        None
    }
}
