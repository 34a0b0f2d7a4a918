//! Words that say how something is, not what it is: behind "token:" they are no token.

/// Sorted. A short word before one of these stays readable, and so does what follows.
const PLAIN: &[&str] = &[
    "a",
    "absent",
    "accepted",
    "access",
    "active",
    "after",
    "all",
    "allowed",
    "already",
    "an",
    "and",
    "any",
    "are",
    "at",
    "attempt",
    "bad",
    "be",
    "because",
    "been",
    "before",
    "blocked",
    "bound",
    "but",
    "by",
    "cached",
    "can",
    "can't",
    "cancelled",
    "cannot",
    "changed",
    "check",
    "checked",
    "cleared",
    "closed",
    "closing",
    "confirmed",
    "connected",
    "connection",
    "could",
    "couldn't",
    "created",
    "declined",
    "deleted",
    "denied",
    "did",
    "didn't",
    "disabled",
    "disconnected",
    "does",
    "doesn't",
    "done",
    "dropped",
    "due",
    "duplicate",
    "duplicated",
    "empty",
    "enabled",
    "ended",
    "error",
    "exceeded",
    "exceeds",
    "exists",
    "expected",
    "expired",
    "expires",
    "expiring",
    "failed",
    "failing",
    "fails",
    "failure",
    "fetched",
    "for",
    "forbidden",
    "found",
    "from",
    "gone",
    "got",
    "granted",
    "had",
    "has",
    "have",
    "idle",
    "ignored",
    "ignoring",
    "illegal",
    "in",
    "inactive",
    "incomplete",
    "incorrect",
    "insufficient",
    "invalid",
    "invalidated",
    "is",
    "isn't",
    "issued",
    "it",
    "its",
    "known",
    "length",
    "loaded",
    "locked",
    "lost",
    "malformed",
    "may",
    "mismatch",
    "mismatched",
    "missing",
    "must",
    "needed",
    "never",
    "new",
    "nil",
    "no",
    "none",
    "not",
    "nothing",
    "null",
    "of",
    "off",
    "ok",
    "okay",
    "old",
    "on",
    "only",
    "open",
    "opened",
    "or",
    "out",
    "outdated",
    "parse",
    "parsed",
    "parsing",
    "pending",
    "permission",
    "present",
    "read",
    "received",
    "refresh",
    "refreshed",
    "refreshing",
    "refused",
    "rejected",
    "released",
    "removed",
    "renewed",
    "replaced",
    "required",
    "reset",
    "resolved",
    "restored",
    "reused",
    "revoked",
    "rotated",
    "rotating",
    "saved",
    "sent",
    "set",
    "should",
    "signature",
    "skipped",
    "some",
    "stale",
    "started",
    "starting",
    "still",
    "stopped",
    "stored",
    "succeeded",
    "success",
    "successful",
    "suspended",
    "that",
    "the",
    "there",
    "this",
    "timed",
    "timeout",
    "to",
    "too",
    "truncated",
    "unable",
    "unauthorised",
    "unauthorized",
    "unavailable",
    "unchanged",
    "undefined",
    "unexpected",
    "unknown",
    "unreadable",
    "unset",
    "unsigned",
    "unsupported",
    "unusable",
    "unused",
    "unverified",
    "updated",
    "used",
    "valid",
    "validated",
    "validation",
    "verified",
    "was",
    "wasn't",
    "were",
    "when",
    "while",
    "will",
    "with",
    "without",
    "won't",
    "wrong",
    "yes",
    "yet",
];

/// Sorted. What people write behind "bearer" when they mean the scheme.
const ABOUT_BEARERS: &[&str] = &[
    "auth",
    "authentication",
    "authorisation",
    "authorization",
    "challenge",
    "credential",
    "credentials",
    "flow",
    "format",
    "header",
    "headers",
    "http",
    "jwt",
    "jwts",
    "method",
    "methods",
    "prefix",
    "realm",
    "scheme",
    "schemes",
    "token",
    "tokens",
    "type",
    "value",
];

/// The longest word of the lists.
const LONGEST: usize = 16;

/// The first word of a value: up to a blank or a comma.
pub(super) fn first(value: &[u8]) -> &[u8] {
    value.split(|byte| matches!(byte, b' ' | b'\t' | b',')).next().unwrap_or_default()
}

/// Whether `word` is a plain status word, or several joined by `-`, `_` or `/` ("not-found"), in any case.
pub(in crate::scan) fn is_plain(word: &[u8]) -> bool {
    is_of(word, PLAIN)
}

/// Whether `word` is what one writes behind "bearer" without meaning a token.
pub(in crate::scan) fn is_about_bearers(word: &[u8]) -> bool {
    is_of(word, ABOUT_BEARERS)
}

fn is_of(word: &[u8], list: &[&str]) -> bool {
    let end = word
        .iter()
        .rposition(|byte| !matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b'"' | b'\''))
        .map_or(0, |last| last + 1);
    let mut parts = word[..end].split(|byte| matches!(byte, b'-' | b'_' | b'/'));
    parts.all(|part| {
        let mut folded = [0; LONGEST];
        let Some(folded) = folded.get_mut(..part.len()) else {
            return false;
        };
        folded.copy_from_slice(part);
        folded.make_ascii_lowercase();
        std::str::from_utf8(folded).is_ok_and(|part| list.binary_search(&part).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::{ABOUT_BEARERS, LONGEST, PLAIN, is_plain};

    #[test]
    fn lists_are_sorted_and_their_words_short() {
        for list in [PLAIN, ABOUT_BEARERS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
            assert!(list.iter().all(|word| word.len() <= LONGEST));
        }
    }

    #[test]
    fn reads_words_in_any_case_and_joined() {
        for word in ["expired", "Expired.", "not-found", "timed_out", "NOT", "isn't"] {
            assert!(is_plain(word.as_bytes()), "{word}");
        }
        for word in ["", "hunter2", "expired1", "expired-abc", "-", "a-much-longer-word-than-any"] {
            assert!(!is_plain(word.as_bytes()), "{word}");
        }
    }
}
