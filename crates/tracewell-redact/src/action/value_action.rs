use std::fmt;

use super::MAX_KEPT;

/// What happens to the values of a [`Class`](crate::Class).
///
/// Each fails closed: what cannot be read is erased, and so is everything that needs a key while there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// `[REDACTED]`.
    Erase,
    /// `[FILTERED]`.
    Filter,
    /// `****` and the last so many letters and digits, at most four; a value with less than twice as many more is erased.
    KeepLast(u8),
    /// The network of an IP address: /24 of version 4, /48 of version 6. In a list, each address.
    TruncateIp,
    /// `hmac:<key id>:<22 characters>`: the same value of the same team under the same key gives the same text, and
    /// nobody without the key can try values. Keys come from [`PolicyBuilder::hmac_key_file`](crate::PolicyBuilder::hmac_key_file).
    KeyedHash,
}

/// What becomes of a value.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Erase => f.write_str("becomes [REDACTED]"),
            Self::Filter => f.write_str("becomes [FILTERED]"),
            Self::KeepLast(kept) => write!(f, "keeps its last {} characters", usize::from(*kept).min(MAX_KEPT)),
            Self::TruncateIp => f.write_str("is truncated to its network"),
            Self::KeyedHash => f.write_str("becomes a keyed hash"),
        }
    }
}
