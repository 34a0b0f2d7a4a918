use std::fmt;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;

use crate::{ConfigError, ConfigErrorKind};

/// Keys of the caches: HMAC-SHA256 of what is looked up, under a key that is made at random and never leaves.
///
/// So a cache holds no token and no name, nobody outside can make two things fall on one key, and what was digested for
/// one issuer and audience is nothing for another.
#[derive(Clone)]
pub(crate) struct KeyedDigest(hmac::Context);

/// What a cache is asked with.
pub(crate) type Digest = [u8; 32];

impl KeyedDigest {
    /// Digests for one purpose.
    pub(crate) fn new(purpose: &str, issuer: &str, audience: Option<&str>) -> Result<Self, ConfigError> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())
            .map_err(|_| ConfigError::new(ConfigErrorKind::Randomness))?;
        let mut context = hmac::Context::with_key(&key);
        for part in [purpose, issuer, audience.unwrap_or_default()] {
            add(&mut context, part.as_bytes());
        }
        Ok(Self(context))
    }

    /// The digest of these parts, each of which begins and ends where it does.
    pub(crate) fn of<'p>(&self, parts: impl IntoIterator<Item = &'p str>) -> Digest {
        let mut context = self.0.clone();
        for part in parts {
            add(&mut context, part.as_bytes());
        }
        let mut digest = Digest::default();
        for (to, from) in digest.iter_mut().zip(context.sign().as_ref()) {
            *to = *from;
        }
        digest
    }
}

fn add(context: &mut hmac::Context, part: &[u8]) {
    context.update(&(part.len() as u64).to_le_bytes());
    context.update(part);
}

impl fmt::Debug for KeyedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyedDigest")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_collides_that_is_not_the_same() {
        let digest = KeyedDigest::new("email", "https://a.example", None).unwrap();
        assert_eq!(digest.of(["a", "bc"]), digest.of(["a", "bc"]));
        assert_ne!(digest.of(["a", "bc"]), digest.of(["ab", "c"]));
        assert_ne!(digest.of(["a", ""]), digest.of(["a"]));
        let other = KeyedDigest::new("email", "https://a.example", None).unwrap();
        assert_ne!(digest.of(["a"]), other.of(["a"]), "another key");
    }
}
