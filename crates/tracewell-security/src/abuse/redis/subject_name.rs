use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tracewell_context::UserId;
use tracewell_names::marker;
use tracewell_redact::Policy;

use super::url::RedisUrl;
use crate::abuse::subject::beginning;
use crate::abuse::{Kind, Subject};

/// What every key in Redis begins with; the number changes with its form.
const PREFIX: &str = "tracewell:abuse:1:";
/// Bytes of a hash of our own that are written.
const LEN: usize = 16;

/// Names subjects in Redis by keyed hashes: who reads the keys there learns neither addresses nor names.
#[derive(Clone, Debug)]
pub(super) struct SubjectNames {
    policy: Policy,
    url: RedisUrl,
}

impl SubjectNames {
    pub(super) const fn new(policy: Policy, url: RedisUrl) -> Self {
        Self { policy, url }
    }

    /// The key of a subject's window.
    pub(super) fn of(&self, subject: &Subject<'_>) -> String {
        let kind = match subject.kind() {
            Kind::Host => "host",
            Kind::User => "user",
            Kind::Principal => "principal",
        };
        let mut text = String::new();
        let (team, value) = match subject {
            Subject::Host(address) => {
                // Writing to a string does not fail.
                let _ = write!(text, "{}", address.to_canonical());
                (None, text.as_str())
            }
            Subject::User(name) => (None, beginning(name)),
            Subject::Principal(principal) => {
                (Some(principal.team().as_str()), principal.user_id().map_or("", UserId::as_str))
            }
        };
        let hash = self.hash(kind, team, value);
        format!("{PREFIX}{kind}:{hash}")
    }

    /// Of the policy's keys, if it has any: those are rotated, and known to nobody who knows Redis.
    fn hash(&self, kind: &str, team: Option<&str>, value: &str) -> String {
        if self.policy.keys().is_some() {
            let hash = self.policy.keyed_hash(kind, team, value);
            if hash != marker::REDACTED {
                return hash;
            }
        }
        let mut out = String::with_capacity(2 * LEN);
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.url.key()) {
            for part in [kind, team.unwrap_or_default(), value] {
                mac.update(&(part.len() as u64).to_be_bytes());
                mac.update(part.as_bytes());
            }
            mac.update(&[u8::from(team.is_some())]);
            for byte in &mac.finalize().into_bytes()[..LEN] {
                let _ = write!(out, "{byte:02x}");
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_nothing_of_its_subject_and_is_the_same_everywhere() {
        let names = |url: &str| SubjectNames::new(Policy::production(), RedisUrl::parse(url).unwrap());
        let (one, other) = (names("redis://:a@127.0.0.1/0"), names("redis://:b@127.0.0.1/0"));
        let host = Subject::Host("203.0.113.7".parse().unwrap());
        let key = one.of(&host);
        assert!(key.starts_with("tracewell:abuse:1:host:") && !key.contains("203"), "{key}");
        assert_eq!(key.len(), "tracewell:abuse:1:host:".len() + 32);
        assert_eq!(key, one.clone().of(&host));
        assert_ne!(key, other.of(&host));
        assert_ne!(key, one.of(&Subject::User("203.0.113.7")));
    }
}
