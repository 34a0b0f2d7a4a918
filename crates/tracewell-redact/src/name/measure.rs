use super::register::{Register, sorted};

/// Last words that say what a value is when it is no secret: a number, a time, a word of a closed set, yes or no.
///
/// `session_timeout` and `key_len` measure a session and a key; what they hold opens nothing. Each was looked at for
/// names in use that end so and hold the secret itself: that is why `bytes` (`key_bytes` is the key), `us` (a region's), `state`,
/// `policy`, `id`, `name`, `hash`, `value`, `data`, `code`, `error` and `hint` are not here.
const WORDS: &[&str] = &[
    // How much, how many.
    "attempts",
    "bits",
    "count",
    "failures",
    "hits",
    "len",
    "length",
    "limit",
    "misses",
    "percent",
    "quota",
    "ratio",
    "remaining",
    "retries",
    "size",
    "total",
    // How long, and when.
    "duration",
    "expiration",
    "expires",
    "expiry",
    "hours",
    "interval",
    "lifetime",
    "micros",
    "millis",
    "minutes",
    "ms",
    "nanos",
    "seconds",
    "secs",
    "timeout",
    "ttl",
    // Which one of a few.
    "alg",
    "algorithm",
    "format",
    "kind",
    "method",
    "mode",
    "outcome",
    "scheme",
    "status",
    "type",
    "usage",
    "version",
    // Whether.
    "disabled",
    "enabled",
    "exists",
    "expired",
    "missing",
    "present",
    "required",
    "revoked",
    "valid",
    "verified",
];

const REGISTERS: [Register; WORDS.len()] = sorted(WORDS);

/// Words that say when something happened, before `at` or `in`: `token_expires_at`.
const MOMENTS: &[&str] = &[
    "created",
    "ended",
    "expired",
    "expires",
    "issued",
    "refreshed",
    "revoked",
    "rotated",
    "started",
    "updated",
    "used",
];

const MOMENT_REGISTERS: [Register; MOMENTS.len()] = sorted(MOMENTS);

const BEHIND_MOMENTS: [Register; 2] = [Register::of("at"), Register::of("in")];

/// Short words that such a last word takes the secret from.
///
/// The others stay sensitive whatever stands behind them. Of a password, a PIN, a card or account number even the length or
/// the kind tells a part (`pwd_length`, `pin_count`), and credit is money (`credit_limit`).
const MEASURABLE: &[&str] =
    &["auth", "cookie", "jwt", "key", "mfa", "nonce", "otp", "saml", "session", "signature", "sso", "token", "totp"];

/// What is said of such a name.
pub(super) const REASON: &str = "its last word says that it measures or describes";

/// Whether a name whose last words are `before` and `last` measures or describes.
pub(super) fn ends(before: Register, last: Register) -> bool {
    REGISTERS.binary_search(&last).is_ok()
        || BEHIND_MOMENTS.contains(&last) && MOMENT_REGISTERS.binary_search(&before).is_ok()
}

/// Whether there are measures of what the short word means that tell nothing of it.
pub(super) fn can_be(short: &str) -> bool {
    MEASURABLE.contains(&short)
}

#[cfg(test)]
mod tests {
    use super::{MEASURABLE, MOMENT_REGISTERS, MOMENTS, REGISTERS, WORDS, can_be, ends};
    use crate::name::register::Register;
    use crate::name::short_word;

    #[test]
    fn finds_every_word_and_no_other() {
        let of = Register::of;
        for word in WORDS {
            assert!(ends(of("session"), of(word)), "{word}");
        }
        for word in MOMENTS {
            assert!(ends(of(word), of("at")) && ends(of(word), of("in")), "{word}");
        }
        for word in
            ["", "id", "state", "policy", "value", "hash", "token", "code", "data", "bytes", "statu", "at", "in"]
        {
            assert!(!ends(of("session"), of(word)), "{word}");
        }
        assert!(!ends(of("expires"), of("on")));
        assert!(REGISTERS.is_sorted() && MOMENT_REGISTERS.is_sorted());
    }

    #[test]
    fn of_some_short_words_even_a_measure_is_a_secret() {
        for word in MEASURABLE {
            assert_eq!(short_word::matching(Register::of(word), word.len()), Some(*word));
            assert!(can_be(word), "{word}");
        }
        for word in [
            "pwd", "pass", "pin", "pan", "cvv", "cvc", "sid", "sig", "ssn", "iban", "credit", "card", "creds", "bearer",
        ] {
            assert!(!can_be(word), "{word}");
        }
    }

    #[test]
    fn the_page_names_every_word() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/redaction.md");
        let page = std::fs::read_to_string(path).unwrap();
        let table = page.split("| they say |").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
        let mut told: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
        let mut listed: Vec<&str> = WORDS.iter().chain(MOMENTS).copied().chain(["at", "in"]).collect();
        told.sort_unstable();
        listed.sort_unstable();
        assert_eq!(told, listed);
    }
}
