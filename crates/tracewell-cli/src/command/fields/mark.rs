use std::ops::BitOrAssign;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use tracewell_names::marker;

/// What was done to a value before it was logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// All of it was left out, for its name was not allowed.
    pub(super) filtered: bool,
    /// It was replaced for its name, or something in it for what it looked like.
    pub(super) redacted: bool,
}

impl Mark {
    /// Reads it off a value, which is JSON.
    pub(super) fn of(value: &str) -> Self {
        let Some(inside) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
            return Self { filtered: false, redacted: value.starts_with(['[', '{']) && holds_marker(value) };
        };
        Self { filtered: inside == marker::FILTERED, redacted: holds_marker(inside) || is_keyed_hash(inside) }
    }
}

impl BitOrAssign for Mark {
    fn bitor_assign(&mut self, other: Self) {
        self.filtered |= other.filtered;
        self.redacted |= other.redacted;
    }
}

/// Whether the word `REDACTED` is in `text`: all markers but `[FILTERED]` have it, those of URLs without brackets.
fn holds_marker(text: &str) -> bool {
    static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(marker::URL_REDACTED));
    let is_of_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    WORD.find_iter(bytes).any(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !is_of_word(before) && !is_of_word(bytes.get(at + marker::URL_REDACTED.len()))
    })
}

/// `hmac:<key id>:<22 characters>`
fn is_keyed_hash(text: &str) -> bool {
    const HASH: usize = 22;
    text.strip_prefix(marker::HMAC_PREFIX).and_then(|rest| rest.rsplit_once(':')).is_some_and(|(id, hash)| {
        let is_of_hash = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !id.is_empty() && hash.len() == HASH && hash.bytes().all(is_of_hash)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Mark = Mark { filtered: false, redacted: false };
    const FILTERED: Mark = Mark { filtered: true, redacted: false };
    const REDACTED: Mark = Mark { filtered: false, redacted: true };

    #[test]
    fn a_value_tells_what_was_done_to_it() {
        let hash = format!(r#""hmac:k1:{}""#, "aZ0-_".repeat(5).get(..22).unwrap());
        for (value, mark) in [
            (r#""[FILTERED]""#, FILTERED),
            (r#""[REDACTED]""#, REDACTED),
            (r#""[REDACTED:email]""#, REDACTED),
            (r#""mail to [REDACTED:email] failed""#, REDACTED),
            (r#""https://REDACTED:REDACTED@host/p?a=REDACTED&b=1""#, REDACTED),
            (r#""https://host/p?REDACTED""#, REDACTED),
            (r#"[{"loc":"[REDACTED:email]"}]"#, REDACTED),
            (&hash, REDACTED),
            // A part of a header map, not the field itself.
            (r#"{"x-one":"[FILTERED]"}"#, NONE),
            (r#""x-one: [FILTERED]""#, NONE),
            (r#""UNREDACTED, REDACTED_COPY""#, NONE),
            (r#""redacted""#, NONE),
            (r#""hmac:k1:short""#, NONE),
            (r#""""#, NONE),
            ("1.5e3", NONE),
            ("null", NONE),
            ("[]", NONE),
        ] {
            assert_eq!(Mark::of(value), mark, "{value}");
        }
    }
}
