use super::name::Name;
use super::value::Value;
use super::written::is_written;
use super::{scheme, status_word};
use crate::name::joined_is;
use crate::scan::text::{Text, is_token};

/// A pair under a sensitive name, and what is known of it.
pub(super) struct Pair<'p> {
    pub(super) text: Text<'p>,
    pub(super) name: &'p Name,
    pub(super) value: &'p Value,
    pub(super) colon: bool,
    pub(super) short: bool,
    pub(super) file: bool,
    pub(super) module: bool,
}

/// Names of what is never one plain word: credentials with a scheme, addresses.
const NEVER_A_WORD: [&str; 10] = [
    "amqpurl",
    "authorization",
    "brokerurl",
    "connectionstring",
    "credential",
    "credentials",
    "databaseurl",
    "dsn",
    "proxyauthorization",
    "redisurl",
];

/// What there is a number of: behind these, digits are no secret.
const COUNTED: [&str; 7] = ["cards", "cookies", "credits", "keys", "sessions", "signatures", "tokens"];

/// More digits than these are no count.
const LONGEST_COUNT: usize = 9;

/// The words that stand next to `pass` where tests are counted.
const OUTCOMES: [&str; 12] = [
    "error", "errors", "fail", "failed", "failures", "flaky", "ignored", "pending", "skip", "skipped", "total", "xfail",
];

/// What `auth=` may say without giving anything away.
const NO_AUTH: [&str; 9] = ["anonymous", "disabled", "enabled", "false", "none", "off", "optional", "required", "true"];

/// Before `key` these say that it is one of a map or a file, not one that opens anything.
const ODD_KEY: [&str; 8] =
    ["duplicate", "missing", "reserved", "undefined", "unexpected", "unknown", "unrecognized", "unsupported"];

/// Before `token` these say that it is one of a grammar.
const ODD_TOKEN: [&str; 2] = ["expected", "unexpected"];

/// The longest word that is looked at before a name.
const LONGEST_WORD: usize = 16;

/// As much punctuation as a parser complains about.
const LONGEST_SIGN: usize = 3;

/// A longer value is harmless in no case. Each is read to its end to know it, and what stands in it is read again: this
/// bounds how often.
const LONGEST_HARMLESS: usize = 128;

/// The shortest word behind a module's name that is taken for a token.
const SHORTEST_RANDOM: usize = 12;

impl Pair<'_> {
    /// Whether the words around a sensitive name, or its value, tell that there is no secret.
    pub(super) fn is_harmless(&self) -> bool {
        if self.value.end() - self.value.start() > LONGEST_HARMLESS {
            return false;
        }
        if self.colon {
            return (self.file || self.module || self.short) && self.is_status()
                || self.module && self.short && !self.is_random()
                || self.is_state()
                || self.short && !self.name.is_quoted() && (self.is_odd() || self.is_count())
                || self.is_count_of_tests();
        }
        self.is_count_of_tests() || self.is_no_auth()
    }

    fn value(&self) -> &[u8] {
        self.text.slice(self.value.start(), self.value.end())
    }

    fn is_named(&self, words: &[&str]) -> bool {
        let name = self.name.bytes(self.text);
        !self.name.is_quoted() && words.iter().any(|word| name.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// "invalid token: expired": in prose a short word, or the name of a file or a module, says nothing before a plain
    /// status word.
    fn is_status(&self) -> bool {
        !self.name.is_in_double_quotes()
            && self.value.is_bare()
            && status_word::is_plain(status_word::first(self.value()))
    }

    /// "DATABASE_URL: not set": the value is a plain word, and would be none if it were one. What follows must be words too.
    fn is_state(&self) -> bool {
        if self.name.is_quoted() || !self.is_never_a_word() || !self.is_status() {
            return false;
        }
        let first = status_word::first(self.value());
        let next = self.text.run(self.value.start() + first.len(), |byte| matches!(byte, b' ' | b','));
        let behind = self.text.run(next, |byte| byte > b' ');
        let end = behind.min(next + LONGEST_WORD);
        let rest = self.text.slice(next, end);
        let letters = rest.iter().rposition(|byte| !byte.is_ascii_punctuation()).map_or(0, |last| last + 1);
        !scheme::is_known(first) && end == behind && is_written(&rest[..letters])
    }

    fn is_never_a_word(&self) -> bool {
        let name = std::str::from_utf8(self.name.bytes(self.text)).unwrap_or_default();
        NEVER_A_WORD.iter().any(|joined| joined_is(name, joined))
    }

    /// "unknown key: foo", ``unexpected token: `}` ``: a word, or a sign or two, that a parser did not look for.
    fn is_odd(&self) -> bool {
        let before = if self.is_named(&["key", "keys"]) {
            &ODD_KEY[..]
        } else if self.is_named(&["token", "tokens"]) {
            &ODD_TOKEN[..]
        } else {
            return false;
        };
        let value = self.value();
        let value = value.strip_suffix(b".").unwrap_or(value);
        let word = self.word_before();
        let is_sign = value.len() <= LONGEST_SIGN && value.iter().all(u8::is_ascii_punctuation);
        let is_word = value.iter().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-' | b'.'));
        before.iter().any(|other| word.eq_ignore_ascii_case(other.as_bytes()))
            && (is_sign || is_word && is_written(value))
    }

    fn word_before(&self) -> &[u8] {
        let end = self.name.start().saturating_sub(1);
        if self.text.before(self.name.start()) != b' ' {
            return &[];
        }
        let start = self.text.run_back(end, end.saturating_sub(LONGEST_WORD), |byte| byte.is_ascii_alphabetic());
        self.text.slice(start, end)
    }

    /// `tokens: 512`: how many there are.
    fn is_count(&self) -> bool {
        let name = self.name.bytes(self.text);
        let last = name.rsplit(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
        self.value.is_bare()
            && COUNTED.iter().any(|word| last.eq_ignore_ascii_case(word.as_bytes()))
            && is_count(self.value())
    }

    /// `pass=14 fail=0`: next to another outcome.
    fn is_count_of_tests(&self) -> bool {
        self.is_named(&["pass"])
            && self.value.is_bare()
            && is_count(self.value())
            && (self.is_outcome_behind() || self.is_outcome_before())
    }

    fn is_outcome_behind(&self) -> bool {
        let text = self.text;
        let start = text.run(self.value.end(), |byte| matches!(byte, b' ' | b','));
        let end = text.run(start, |byte| byte.is_ascii_alphabetic());
        let value = text.run(end + 1, |byte| byte == b' ');
        is_outcome(text.slice(start, end)) && matches!(text.at(end), b'=' | b':') && text.at(value).is_ascii_digit()
    }

    fn is_outcome_before(&self) -> bool {
        let text = self.text;
        let far = self.name.start().saturating_sub(2 * LONGEST_WORD);
        let blanks = text.run_back(self.name.start(), far, |byte| matches!(byte, b' ' | b','));
        let digits = text.run_back(blanks, far, |byte| byte.is_ascii_digit());
        let separator = text.run_back(digits, far, |byte| byte == b' ');
        if digits == blanks || !matches!(text.before(separator), b'=' | b':') {
            return false;
        }
        let word = text.run_back(separator - 1, far, |byte| byte.is_ascii_alphabetic());
        is_outcome(text.slice(word, separator - 1))
    }

    /// `auth=none`
    fn is_no_auth(&self) -> bool {
        let value = self.value();
        self.value.is_bare()
            && self.is_named(&["auth"])
            && NO_AUTH.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// Whether the first word has what written words lack.
    fn is_random(&self) -> bool {
        let word = status_word::first(self.value());
        word.len() >= SHORTEST_RANDOM
            && word.iter().all(|byte| is_token(*byte))
            && word.iter().any(u8::is_ascii_alphabetic)
            && !is_written(word)
    }
}

/// Whether the `=` that ends at `value` sets nothing secret, whatever stands behind its value.
pub(super) fn is_setting(text: Text<'_>, name: &Name, value: usize) -> bool {
    is_directive(text, name, value) || is_partition(text, name, value)
}

/// `s3://bucket/key=42/file`: a part of a table that is kept by key.
fn is_partition(text: Text<'_>, name: &Name, value: usize) -> bool {
    if name.is_quoted() || text.before(name.start()) != b'/' || !name.bytes(text).eq_ignore_ascii_case(b"key") {
        return false;
    }
    let digits = text.slice(value, value + LONGEST_COUNT + 1).iter().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=LONGEST_COUNT).contains(&digits) && text.at(value + digits) == b'/'
}

/// `app::auth=debug`: a filter's directive for a module.
fn is_directive(text: Text<'_>, name: &Name, value: usize) -> bool {
    name.is_module(text)
        && LEVELS.iter().any(|level| {
            let end = value + level.len();
            text.slice(value, end).eq_ignore_ascii_case(level.as_bytes())
                && matches!(text.at(end), 0..=b' ' | b',' | b';' | b'"' | b'\'' | b')' | b']' | b'}')
        })
}

/// What a filter's directive sets a module to.
const LEVELS: [&str; 6] = ["trace", "debug", "info", "warn", "error", "off"];

fn is_count(digits: &[u8]) -> bool {
    (1..=LONGEST_COUNT).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
}

fn is_outcome(word: &[u8]) -> bool {
    OUTCOMES.iter().any(|other| word.eq_ignore_ascii_case(other.as_bytes()))
}
