use std::collections::{BTreeMap, BTreeSet};

use super::register::Register;
use super::words::{each_letter, joined};
use super::{exact, fragment, reviewed, short_word};

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
#[derive(Clone, Debug, Default)]
pub(crate) struct Sensitivity {
    added: BTreeSet<String>,
    harmless: BTreeMap<String, String>,
}

impl Sensitivity {
    pub(crate) fn add(&mut self, name: &str) {
        self.added.insert(joined(name));
    }

    /// Exempts a name that only a short word hits; `false` if another rule hits it, or none.
    pub(crate) fn declare_harmless(&mut self, name: &str, reason: &str) -> bool {
        let short = matches!(self.of(name), Some(Hit::ShortWord(_)));
        if short {
            self.harmless.insert(joined(name), reason.to_owned());
        }
        short
    }

    /// Why `name` is sensitive, if it is.
    pub(crate) fn of(&self, name: &str) -> Option<Hit> {
        let hit = self.lookup(name)?;
        (hit == Hit::Added || self.exemption(name).is_none()).then_some(hit)
    }

    /// The reason for which a name that would hit is harmless.
    pub(crate) fn exemption(&self, name: &str) -> Option<&str> {
        let joined = joined(name);
        if reviewed::contains(&joined) {
            return Some(reviewed::REASON);
        }
        self.harmless.get(&joined).map(String::as_str)
    }

    /// The first rule that hits, exemptions aside.
    fn lookup(&self, name: &str) -> Option<Hit> {
        let mut letters = 0;
        let mut all = Register::default();
        let mut contained = None;
        let mut word = Word::default();
        let mut short = None;
        each_letter(name.as_bytes(), |byte, begins| {
            if begins {
                short = short.or(word.short());
                word = Word::default();
            }
            word.push(byte);
            all.push(byte);
            letters += 1;
            contained = contained.or_else(|| fragment::ending(all));
        });
        short = short.or(word.short());

        let whole = |listed: fn(Register) -> bool| (letters <= Register::CAPACITY && listed(all)).then_some(Hit::Exact);
        if !self.added.is_empty() && self.added.contains(&joined(name)) {
            return Some(Hit::Added);
        }
        whole(exact::contains)
            .or(contained.map(Hit::Fragment))
            .or(short.map(Hit::ShortWord))
            .or_else(|| whole(exact::is_written_together))
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

    fn short(self) -> Option<&'static str> {
        short_word::matching(self.letters, self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::{Hit, Sensitivity};

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
            ("s3_key", Hit::ShortWord("key")),
            ("s3key", Hit::ShortWord("key")),
            ("usertoken", Hit::Exact),
            ("clé.pin", Hit::ShortWord("pin")),
        ] {
            assert_eq!(names.of(name), Some(hit), "{name}");
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
            assert_eq!(names.of(name), None, "{name}");
        }
    }

    #[test]
    fn reviewed_names_are_harmless_in_any_spelling() {
        let names = Sensitivity::default();
        for name in ["token_count", "tokenCount", "routing_key", "idempotency_key", "Idempotency-Key", "csrf_valid"] {
            assert_eq!(names.of(name), None, "{name}");
        }
        assert!(names.of("my_routing_key").is_some());
    }

    #[test]
    fn only_short_words_can_be_declared_harmless() {
        let mut names = Sensitivity::default();
        assert!(names.declare_harmless("s3_key", "an object's place in the bucket"));
        assert_eq!(names.of("s3Key"), None);
        for name in ["api_key", "token", "my_secret", "plain"] {
            assert!(!names.declare_harmless(name, "no"), "{name}");
        }
        names.add("s3_key");
        assert_eq!(names.of("s3_key"), Some(Hit::Added));
    }

    #[test]
    fn long_names_are_read_to_the_end() {
        let names = Sensitivity::default();
        let long = "a".repeat(100_000);
        assert_eq!(names.of(&long), None);
        assert_eq!(names.of(&format!("{long}_token")), Some(Hit::ShortWord("token")));
        assert_eq!(names.of(&format!("{long}Password")), Some(Hit::Fragment("password")));
    }
}
