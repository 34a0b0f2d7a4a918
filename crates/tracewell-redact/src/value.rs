//! What a policy leaves of single values: of fields, of ids, of names that come from outside.

use std::borrow::Cow;

use tracewell_names::marker;

use crate::action::{keep_last, truncate_ip};
use crate::{Action, Class, Decision, KeyRing, Policy, Reason, char_boundary};

/// The longest name from outside that is shown, in bytes.
const LONGEST_NAME: usize = 64;

impl Policy {
    /// What may be shown of the text `value` in a field called `name`.
    ///
    /// `team` goes into keyed hashes only: values of two teams are never joined.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// let policy = Policy::production();
    /// assert_eq!(policy.field("route", None, "/v1/items/{id}"), "/v1/items/{id}");
    /// assert_eq!(policy.field("note", None, "call me"), "[FILTERED]");
    /// assert_eq!(policy.field("user_token", None, "abc"), "[REDACTED]");
    /// ```
    #[must_use]
    pub fn field<'v>(&self, name: &str, team: Option<&str>, value: &'v str) -> Cow<'v, str> {
        match self.decide(name) {
            Decision::Keep => self.scrub(value),
            Decision::Filter => {
                self.counts().add(Reason::Filter);
                Cow::Borrowed(marker::FILTERED)
            }
            Decision::Redact => {
                self.counts().add(Reason::Name);
                Cow::Borrowed(marker::REDACTED)
            }
            Decision::Act(class) => {
                let mut out = String::new();
                self.act_into(class, team, value, &mut out);
                Cow::Owned(out)
            }
        }
    }

    /// Writes what the action that was chosen for `class` leaves of `value`. What it cannot do erases the value.
    pub fn act_into(&self, class: Class, team: Option<&str>, value: &str, out: &mut String) {
        self.counts().add(Reason::Name);
        let done = match self.action(class) {
            Action::Erase => false,
            Action::Filter => {
                out.push_str(marker::FILTERED);
                true
            }
            Action::KeepLast(keep) => keep_last(value, keep, out),
            Action::TruncateIp => {
                truncate_ip(value, out);
                true
            }
            Action::KeyedHash => self.key_ring().is_some_and(|ring| ring.write(class.as_str(), team, value, out)),
        };
        if !done {
            out.push_str(marker::REDACTED);
        }
    }

    /// The keys for keyed hashes, if a file was named.
    #[must_use]
    pub fn keys(&self) -> Option<&KeyRing> {
        self.key_ring()
    }

    /// The keyed hash of `value`, or `[REDACTED]` without a key.
    ///
    /// `class` and `team` are part of what is hashed: the same value of another class or team is another hash.
    #[must_use]
    pub fn keyed_hash(&self, class: &str, team: Option<&str>, value: &str) -> String {
        let mut out = String::new();
        if !self.key_ring().is_some_and(|ring| ring.write(class, team, value, &mut out)) {
            out.push_str(marker::REDACTED);
        }
        out
    }

    /// A bound id as it may be shown: as it is, unless it is a secret itself (an e-mail address); then its keyed hash, or
    /// without a key the marker of what it is. `class` and `team` are part of what is hashed.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// let policy = Policy::production();
    /// assert_eq!(policy.id("user", Some("acme"), "u-4711"), "u-4711");
    /// assert_eq!(policy.id("user", Some("acme"), "alice@example.com"), "[REDACTED:email]");
    /// ```
    #[must_use]
    pub fn id<'v>(&self, class: &str, team: Option<&str>, value: &'v str) -> Cow<'v, str> {
        if !self.is_redacting() || self.tells_clean(value) {
            return Cow::Borrowed(value);
        }
        let Some(reason) = self.first_secret(value) else {
            return self.scrub(value);
        };
        self.counts().add(reason);
        let mut out = String::new();
        if !self.key_ring().is_some_and(|ring| ring.write(class, team, value, &mut out)) {
            match reason {
                Reason::Kind(kind) => {
                    out.push_str(marker::KIND_PREFIX);
                    out.push_str(kind.as_str());
                    out.push_str(marker::KIND_SUFFIX);
                }
                Reason::Name | Reason::Filter => out.push_str(marker::REDACTED),
            }
        }
        Cow::Owned(out)
    }

    /// A name that comes from outside (of a JSON member, a query parameter, a header, a `log` target): scrubbed, and cut at
    /// 64 bytes.
    #[must_use]
    pub fn outside_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.scrub(name) {
            Cow::Borrowed(clean) => {
                Cow::Borrowed(clean.get(..char_boundary::floor(clean, LONGEST_NAME)).unwrap_or_default())
            }
            Cow::Owned(mut scrubbed) => {
                if scrubbed.len() > LONGEST_NAME {
                    // Rather less of the name than half a marker.
                    let end = char_boundary::floor(&scrubbed, LONGEST_NAME);
                    let open = scrubbed[..end].rfind('[').filter(|open| !scrubbed[*open..end].contains(']'));
                    scrubbed.truncate(open.unwrap_or(end));
                }
                Cow::Owned(scrubbed)
            }
        }
    }
}
