use std::sync::atomic::{AtomicU64, Ordering};

use super::full_width::Folded;
use super::register::Register;
use super::words::{Place, each_letter, is_joined, joined};
use super::{Trigrams, exact, fragment, measure, reviewed, short_word};

/// Why a name is sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hit {
    /// The service added the name.
    Added,
    /// The whole name is of the built-in list.
    Exact,
    /// The name contains this fragment.
    Fragment(&'static str),
    /// One of its words is this short word.
    ShortWord(&'static str),
}

/// The name rules: the built-in lists and what the service added to them.
#[derive(Clone, Debug)]
pub(crate) struct Sensitivity {
    /// A number that no other rules of this process have; never 0.
    number: u64,
    /// Joined names that are sensitive too.
    added: Vec<String>,
    /// Joined names that are not after all, each with a reason.
    harmless: Vec<(String, String)>,
    trigrams: Trigrams,
}

impl Default for Sensitivity {
    fn default() -> Self {
        let mut trigrams = Trigrams::new();
        // Short words first: most of the longer names contain one.
        for word in
            short_word::WORDS.iter().chain(&fragment::FRAGMENTS).chain(exact::NAMES).chain(exact::WRITTEN_TOGETHER)
        {
            trigrams.add(word);
        }
        Self { number: unique_number(), added: Vec::new(), harmless: Vec::new(), trigrams }
    }
}

impl Sensitivity {
    pub(crate) fn add(&mut self, name: &str) {
        let joined = joined(name);
        self.trigrams.add(&joined);
        self.added.push(joined);
        self.number = unique_number();
    }

    /// Tells these rules from all others.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// A quick filter: what it does not let pass, [`of`](Self::of) finds harmless.
    pub(crate) fn trigrams(&self) -> &Trigrams {
        &self.trigrams
    }

    /// Exempts a name that only a short word hits; `false` if another rule hits it, or none.
    pub(crate) fn declare_harmless(&mut self, name: &str, reason: &str) -> bool {
        let short = matches!(self.of(name.as_bytes()), Some(Hit::ShortWord(_)));
        if short {
            self.harmless.push((joined(name), reason.to_owned()));
            self.number = unique_number();
        }
        short
    }

    /// Why `name` is sensitive, if it is. Does not allocate.
    pub(crate) fn of(&self, name: &[u8]) -> Option<Hit> {
        match Folded::of(name) {
            Some(folded) => self.of_folded(folded.bytes()),
            None => self.of_folded(name),
        }
    }

    fn of_folded(&self, name: &[u8]) -> Option<Hit> {
        let read = Read::new(name);
        let added = || self.added.iter().any(|joined| is_joined(name, read.letters, joined));
        if !self.added.is_empty() && added() {
            return Some(Hit::Added);
        }
        let hit = read.hit()?;
        self.exemption_of(name, &read).is_none().then_some(hit)
    }

    /// The reason for which a name that would hit is harmless.
    pub(crate) fn exemption(&self, name: &[u8]) -> Option<&str> {
        self.exemption_of(name, &Read::new(name))
    }

    fn exemption_of(&self, name: &[u8], read: &Read) -> Option<&str> {
        if read.is_whole(reviewed::contains) {
            return Some(reviewed::REASON);
        }
        if read.describes() {
            return Some(measure::REASON);
        }
        self.harmless
            .iter()
            .find(|(joined, _)| is_joined(name, read.letters, joined))
            .map(|(_, reason)| reason.as_str())
    }
}

fn unique_number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// Whether nothing but short words makes `name` sensitive: `token`, `session_id`, but not `access_token`.
pub(crate) fn is_short_only(name: &[u8]) -> bool {
    let read = Read::new(name);
    read.short.is_some() && read.contained.is_none()
}

/// A name, read once.
#[derive(Default)]
struct Read {
    /// How many letters and digits it has.
    letters: usize,
    /// The last of them, all of them if they fit.
    all: Register,
    contained: Option<&'static str>,
    short: Option<&'static str>,
    /// Whether a short word hits that cannot be measured.
    hard: bool,
    /// The last word, and the one before it.
    last: Word,
    before: Word,
}

impl Read {
    fn new(name: &[u8]) -> Self {
        let mut read = Self::default();
        let mut word = Word::default();
        // The word that it is if the capital which begins it ends an acronym.
        let mut acronym = Word::default();
        each_letter(name, |byte, place| {
            if place != Place::Inside {
                read.end_word(word, acronym);
                acronym = if place == Place::LastCapital { word } else { Word::default() };
                word = Word::default();
            }
            word.push(byte);
            acronym.push(byte);
            read.all.push(byte);
            read.letters += 1;
            read.contained = read.contained.or_else(|| fragment::ending(read.all));
        });
        read.end_word(word, acronym);
        read
    }

    fn end_word(&mut self, word: Word, acronym: Word) {
        // Of a number alone there are no letters.
        if word.len > 0 {
            self.before = self.last;
            self.last = word;
        }
        if let Some(short) = word.short().or(acronym.plural_of(word)) {
            self.short = self.short.or(Some(short));
            self.hard |= !measure::can_be(short);
        }
    }

    /// Whether nothing but short words hits, and the name measures or describes what they mean.
    fn describes(&self) -> bool {
        let only_short = self.contained.is_none() && self.short.is_some() && !self.hard;
        only_short && !self.is_whole(exact::contains) && measure::ends(self.before.letters(), self.last.letters())
    }

    /// The first rule that hits.
    fn hit(&self) -> Option<Hit> {
        self.is_whole(exact::contains)
            .then_some(Hit::Exact)
            .or(self.contained.map(Hit::Fragment))
            .or(self.short.map(Hit::ShortWord))
            .or_else(|| self.is_whole(exact::is_written_together).then_some(Hit::Exact))
    }

    fn is_whole(&self, listed: fn(Register) -> bool) -> bool {
        self.letters <= Register::CAPACITY && listed(self.all)
    }
}

/// The word being read, digits left out: `token2` is `token`.
#[derive(Clone, Copy, Default)]
struct Word {
    letters: Register,
    len: usize,
}

impl Word {
    fn push(&mut self, byte: u8) {
        if !byte.is_ascii_digit() {
            self.letters.push(byte);
            self.len += 1;
        }
    }

    /// Nothing of a word that is longer than a register.
    fn letters(self) -> Register {
        if self.len <= Register::CAPACITY { self.letters } else { Register::default() }
    }

    fn short(self) -> Option<&'static str> {
        short_word::matching(self.letters, self.len)
    }

    /// The short word whose plural it is, if `tail`, with which it ends, is a capital and an `s`: of `JWTs`, `Ts`.
    fn plural_of(self, tail: Self) -> Option<&'static str> {
        let plural = tail.len == 2 && tail.letters.last() == b's' && self.len > tail.len;
        if plural { self.short() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hit, Sensitivity};

    fn of(names: &Sensitivity, name: &str) -> Option<Hit> {
        names.of(name.as_bytes())
    }

    #[test]
    fn says_which_rule_hits() {
        let names = Sensitivity::default();
        for (name, hit) in [
            ("password", Hit::Exact),
            ("X-Api-Key", Hit::Fragment("apikey")),
            ("two_factor", Hit::Exact),
            ("connect.sid", Hit::Exact),
            ("token", Hit::Exact),
            ("Api-Key", Hit::Exact),
            ("user_password_hash", Hit::Fragment("password")),
            ("pass_word_old", Hit::Fragment("password")),
            ("oldSecretName", Hit::Fragment("secret")),
            ("user_token", Hit::ShortWord("token")),
            ("userToken", Hit::ShortWord("token")),
            ("USER-TOKENS", Hit::ShortWord("token")),
            ("token2", Hit::ShortWord("token")),
            ("JWTs", Hit::ShortWord("jwt")),
            ("userSSNsOld", Hit::ShortWord("ssn")),
            ("SSNAsString", Hit::ShortWord("ssn")),
            ("s3_key", Hit::ShortWord("key")),
            ("s3key", Hit::ShortWord("key")),
            ("usertoken", Hit::Exact),
            ("clé.pin", Hit::ShortWord("pin")),
        ] {
            assert_eq!(of(&names, name), Some(hit), "{name}");
        }
    }

    #[test]
    fn short_words_need_a_whole_word() {
        let names = Sensitivity::default();
        for name in [
            "author",
            "monkey",
            "inside",
            "classic",
            "keyboard",
            "passenger",
            "company",
            "spinner",
            "signal",
            "tokenizer",
            "authority",
            "cardinality",
            "discard",
            "bypass",
            "",
            "-",
            "é",
        ] {
            assert_eq!(of(&names, name), None, "{name}");
        }
    }

    #[test]
    fn reviewed_names_are_harmless_in_any_spelling() {
        let names = Sensitivity::default();
        for name in ["token_count", "tokenCount", "routing_key", "idempotency_key", "Idempotency-Key", "csrf_valid"] {
            assert_eq!(of(&names, name), None, "{name}");
        }
        assert!(of(&names, "my_routing_key").is_some());
    }

    #[test]
    fn a_last_word_that_measures_needs_every_other_hit_to_be_measurable() {
        let names = Sensitivity::default();
        for name in [
            "session_timeout",
            "keyLen",
            "TOKEN-TTL-SECONDS",
            "session_duration_ms",
            "auth.token.count",
            "JWTsCount",
            "token_expires_at",
            "session_started_at_2",
        ] {
            assert_eq!(of(&names, name), None, "{name}");
        }
        for name in [
            "password_length",
            "secret_version",
            "access_token_ttl",
            "pin_length",
            "session_pin_count",
            "timeout_session",
            "token_at",
            "expires_token_in",
            "key_bytes",
            "session_state_2",
            "session_timeouts_key",
        ] {
            assert!(of(&names, name).is_some(), "{name}");
        }
    }

    #[test]
    fn only_short_words_can_be_declared_harmless() {
        let mut names = Sensitivity::default();
        assert!(names.declare_harmless("s3_key", "an object's place in the bucket"));
        assert_eq!(of(&names, "s3Key"), None);
        for name in ["api_key", "token", "my_secret", "plain"] {
            assert!(!names.declare_harmless(name, "no"), "{name}");
        }
        names.add("s3_key");
        assert_eq!(of(&names, "s3_key"), Some(Hit::Added));
    }

    #[test]
    fn long_names_are_read_to_the_end() {
        let names = Sensitivity::default();
        let long = "a".repeat(100_000);
        assert_eq!(of(&names, &long), None);
        assert_eq!(of(&names, &format!("{long}_token")), Some(Hit::ShortWord("token")));
        assert_eq!(of(&names, &format!("{long}Password")), Some(Hit::Fragment("password")));
    }
}
