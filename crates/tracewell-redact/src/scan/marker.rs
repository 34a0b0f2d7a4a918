//! What is a marker already, and so never replaced again.

use tracewell_names::marker;

use super::pair::scheme;
use super::text::{Text, is_token};
use crate::action::is_key_id;

/// The length of a keyed hash behind its key id.
const HASH_LEN: usize = 22;

/// The longest kind word is shorter.
const MAX_KIND: usize = 32;

/// The end of the marker that begins at `at`.
pub(super) fn end_at(text: Text<'_>, at: usize) -> Option<usize> {
    match text.at(at) {
        b'[' => bracketed(text, at),
        b'R' => {
            let end = [marker::URL_USERINFO_REDACTED, marker::URL_REDACTED]
                .iter()
                .find(|word| text.starts_with(at, word))
                .map(|word| at + word.len())?;
            text.ends_word(end).then_some(end)
        }
        b'h' if text.starts_with(at, marker::HMAC_PREFIX) => {
            let id = at + marker::HMAC_PREFIX.len();
            let colon = text.run(id, |byte| is_token(byte) || byte == b'.');
            let end = text.run(colon + 1, is_token);
            (colon > id && text.at(colon) == b':' && end == colon + 1 + HASH_LEN).then_some(end)
        }
        b'*' => masked(text, at),
        _ => None,
    }
}

/// Whether `value` is one marker and nothing else: `[REDACTED]`, `[FILTERED]`, `[REDACTED:<kind>]` of a known kind, or a keyed
/// hash. What merely begins like one is a value as any other.
///
/// ```
/// use tracewell_redact::is_marker;
///
/// assert!(is_marker("[REDACTED:email]"));
/// assert!(!is_marker("[REDACTED] alice") && !is_marker("[+1 555 0100]") && !is_marker("hmac:+15550100"));
/// ```
#[must_use]
pub fn is_marker(value: &str) -> bool {
    let text = Text::new(value.as_bytes(), false);
    match value.as_bytes().first() {
        Some(b'[') => bracketed(text, 0) == Some(value.len()),
        Some(b'h') => is_hash(value),
        _ => false,
    }
}

/// `hmac:<key id>:<hash>` as this library writes it.
fn is_hash(value: &str) -> bool {
    let Some((id, hash)) = value.strip_prefix(marker::HMAC_PREFIX).and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    let is_url_safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    is_key_id(id) && hash.len() == HASH_LEN && hash.bytes().all(is_url_safe)
}

/// `[REDACTED]`, `[FILTERED]`, `[REDACTED:<kind>]`.
fn bracketed(text: Text<'_>, at: usize) -> Option<usize> {
    for whole in [marker::REDACTED, marker::FILTERED] {
        if text.starts_with(at, whole) {
            return Some(at + whole.len());
        }
    }
    if !text.starts_with(at, marker::KIND_PREFIX) {
        return None;
    }
    let word = at + marker::KIND_PREFIX.len();
    marker::KINDS
        .iter()
        .map(|kind| (word + kind.len(), kind))
        .find(|(end, kind)| text.starts_with(word, kind) && text.starts_with(*end, marker::KIND_SUFFIX))
        .map(|(end, _)| end + marker::KIND_SUFFIX.len())
}

/// The end of the marker whose kind the colon at `at` begins.
pub(super) fn around_colon(text: Text<'_>, at: usize) -> Option<usize> {
    let start = (at + 1).checked_sub(marker::KIND_PREFIX.len())?;
    bracketed(text, start).filter(|end| *end > at)
}

/// What keeping the last characters leaves: `****1234`.
fn masked(text: Text<'_>, at: usize) -> Option<usize> {
    let stars = crate::action::KEPT_PREFIX;
    if !text.starts_with(at, stars) {
        return None;
    }
    let start = at + stars.len();
    let end = text.run(start, |byte| byte.is_ascii_alphanumeric());
    (end > start && end - start <= crate::action::MAX_KEPT).then_some(end)
}

/// Whether the `]` at `close` ends a marker.
pub(super) fn closes(text: Text<'_>, close: usize) -> bool {
    let floor = close.saturating_sub(MAX_KIND + marker::KIND_PREFIX.len());
    let open = text.run_back(close, floor, |byte| byte != b'[');
    open > 0 && text.at(open - 1) == b'[' && bracketed(text, open - 1) == Some(close + 1)
}

/// Whether `start..end` holds markers only: one or more, also behind a scheme (`Bearer [REDACTED]`).
pub(super) fn covers(text: Text<'_>, start: usize, end: usize) -> bool {
    let behind_scheme = scheme::at(text, start, end).map(|word| text.run(word, |byte| byte == b' '));
    let mut at = behind_scheme.unwrap_or(start);
    while at < end {
        let Some(behind) = end_at(text, at) else {
            return false;
        };
        at = behind;
    }
    at == end && start < end
}

/// Whether one of the markers in `start..end` is a keyed hash.
pub(super) fn has_hash(text: Text<'_>, start: usize, end: usize) -> bool {
    let prefix = marker::HMAC_PREFIX.as_bytes();
    text.slice(start, end).windows(prefix.len()).any(|word| word == prefix)
}

/// Whether `start..end` holds cookies whose values are markers: `a=[REDACTED]; b=[REDACTED]`.
pub(super) fn covers_cookies(text: Text<'_>, start: usize, end: usize) -> bool {
    let mut at = start;
    loop {
        let name = text.run(at, |byte| is_token(byte) || byte == b'.');
        if name == at || text.at(name) != b'=' {
            return false;
        }
        match end_at(text, name + 1) {
            Some(behind) if behind == end => return true,
            Some(behind) if text.at(behind) == b';' => at = text.run(behind + 1, |byte| byte == b' '),
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_markers_are_markers() {
        let hash = format!("hmac:{}:{}", "k-1.a", "aZ0-_".repeat(5).get(..22).unwrap());
        for whole in ["[REDACTED]", "[FILTERED]", "[REDACTED:card]", &hash] {
            assert!(is_marker(whole), "{whole}");
            for other in [format!("{whole} x"), format!("x{whole}"), format!("{whole}{whole}"), whole[1..].to_owned()] {
                assert!(!is_marker(&other), "{other}");
            }
        }
        let long = format!("hmac:{}:{}", "k".repeat(33), "a".repeat(22));
        for other in [
            "",
            "[",
            "[]",
            "[REDACTED:]",
            "[REDACTED:words]",
            "[redacted]",
            "hmac:",
            "hmac::aaaaaaaaaaaaaaaaaaaaaa",
            &long,
        ] {
            assert!(!is_marker(other), "{other}");
        }
        assert!(!is_marker(&hash.replace("k-1", "k 1")) && !is_marker(&hash.replace("aZ0", "aZ+")));
    }
}
