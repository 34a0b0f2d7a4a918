use std::borrow::Cow;

use tracewell_names::field;
use tracewell_redact::{Cause, Decision, Policy};

use crate::output::{cut, is_hostile};

/// Bytes of a name that are kept and shown.
const LONGEST: usize = 64;

/// What stands at the end of a name that is longer.
const ELLIPSIS: char = '…';

/// The name of a field, as hostile as a value: it can come from a header or from somebody's JSON.
#[derive(Debug)]
pub(super) struct FieldName {
    /// What names are told apart by: the name, or the beginning of a long one.
    key: Box<str>,
    /// What is shown instead, if the name is too long or holds a secret.
    shown: Option<Box<str>>,
}

/// Whether a name can be put in an allowlist.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Listing {
    Proposed,
    /// And why.
    LeftOut(String),
}

impl FieldName {
    /// The key of a name. Bounded, like everything that is made of it.
    pub(super) fn key_of(name: &str) -> Cow<'_, str> {
        shortened(name)
    }

    pub(super) fn new(name: &str, policy: &Policy) -> Self {
        let key = Self::key_of(name);
        // Scrubbed first: half a secret would not be known as one.
        let clean = policy.scrub(name);
        let shown = shortened(&clean);
        Self { shown: (shown != name).then(|| shown.into()), key: key.into() }
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.key)
    }

    /// What `LOG_SAFE_FIELDS` would make of it.
    pub(super) fn listing(&self, policy: &Policy) -> Listing {
        let left_out = |why: &str| Listing::LeftOut(why.to_owned());
        if let Some(shown) = &self.shown {
            return left_out(if shown.ends_with(ELLIPSIS) {
                "the name is too long"
            } else {
                "the name holds a secret"
            });
        }
        let name = &*self.key;
        if name.is_empty() || name.trim() != name || name.contains(',') || name.contains(is_hostile) {
            return left_out("the name cannot stand in a comma-separated list");
        }
        // The line's own keys are safe; this is what the application's field of such a name is called.
        if name.strip_prefix(field::APPLICATION_PREFIX).is_some_and(field::is_reserved) {
            return left_out("a field of this name is let through already");
        }
        let explanation = policy.explain(name);
        match (explanation.decision(), explanation.cause()) {
            (Decision::Filter, _) => Listing::Proposed,
            (Decision::Keep, _) => left_out("a field of this name is let through already"),
            (_, Cause::SensitiveWord(word)) => Listing::LeftOut(format!("sensitive, for its word `{word}`")),
            (_, Cause::SensitiveFragment(part)) => Listing::LeftOut(format!("sensitive, for it contains `{part}`")),
            _ => left_out("sensitive"),
        }
    }
}

fn shortened(name: &str) -> Cow<'_, str> {
    match cut(name, LONGEST) {
        None => Cow::Borrowed(name),
        Some(beginning) => Cow::Owned(format!("{beginning}{ELLIPSIS}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(name: &str) -> Listing {
        let policy = Policy::production();
        FieldName::new(name, &policy).listing(&policy)
    }

    #[test]
    fn names_that_only_the_allowlist_lacks_are_proposed() {
        for name in ["order_id", "http.method", "größe", "order id", "it's", "$(x)", &"x".repeat(64)] {
            assert_eq!(listing(name), Listing::Proposed, "{name}");
        }
    }

    #[test]
    fn others_are_left_out_with_a_reason() {
        for (name, why) in [
            ("user_token", "sensitive, for its word `token`"),
            ("userPassword", "sensitive, for it contains `password`"),
            ("a,b", "the name cannot stand in a comma-separated list"),
            (" a", "the name cannot stand in a comma-separated list"),
            ("", "the name cannot stand in a comma-separated list"),
            ("a\u{1b}[1m", "the name cannot stand in a comma-separated list"),
            ("a\u{202e}b", "the name cannot stand in a comma-separated list"),
            ("status_code", "a field of this name is let through already"),
            ("fields.level", "a field of this name is let through already"),
            (&"x".repeat(65), "the name is too long"),
        ] {
            assert_eq!(listing(name), Listing::LeftOut(why.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_long_name_is_cut() {
        let name = FieldName::new(&"é".repeat(1000), &Policy::production());
        assert_eq!(name.shown(), format!("{}…", "é".repeat(32)));
        assert_eq!(name.key(), name.shown());
    }
}
