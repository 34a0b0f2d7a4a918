use std::fmt;

use sha2::{Digest as _, Sha256};

/// Characters of a salt: 128 random bits, in hex.
pub(crate) const SALT_LEN: usize = 32;

/// A SHA-256 digest as 64 lower-case hex digits, which is how lines hold it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash([u8; 64]);

impl Hash {
    /// What the first line of a chain names as the line before it: 64 zeros.
    pub const ZERO: Self = Self([b'0'; 64]);

    /// Takes 64 lower-case hex digits.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let digits: [u8; 64] = text.try_into().ok()?;
        digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')).then_some(Self(digits))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn finish(hasher: Sha256) -> Self {
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(hasher.finalize()) {
            pair.copy_from_slice(&hex(byte));
        }
        Self(text)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The digest of a text behind its salt.
pub(crate) fn digest(salt: &[u8], text: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(text);
    Hash::finish(hasher)
}

/// The two salts that the salt of a line stands for.
///
/// Each is one half of its digest, so that one of them can stay in an erased line without telling the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Salts(Hash);

impl Salts {
    pub(crate) fn of(salt: &[u8]) -> Self {
        Self(digest(b"", salt))
    }

    pub(crate) fn user(&self) -> &[u8] {
        self.0.0.split_at(SALT_LEN).0
    }

    pub(crate) fn value(&self) -> &[u8] {
        self.0.0.split_at(SALT_LEN).1
    }
}

/// 128 fresh random bits as text.
///
/// # Errors
///
/// The system has no randomness to give.
pub(crate) fn fresh_salt() -> Result<[u8; SALT_LEN], getrandom::Error> {
    let mut random = [0; SALT_LEN / 2];
    getrandom::fill(&mut random)?;
    let mut text = [0; SALT_LEN];
    for (pair, byte) in text.chunks_exact_mut(2).zip(random) {
        pair.copy_from_slice(&hex(byte));
    }
    Ok(text)
}

fn hex(byte: u8) -> [u8; 2] {
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    [digit(byte >> 4), digit(byte & 15)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest(b"a", b"bc").as_str(), abc);
        assert_eq!(Hash::parse(abc.as_bytes()), Some(digest(b"", b"abc")));
        assert_eq!(Hash::parse(abc.to_uppercase().as_bytes()), None);
        assert_eq!(Hash::parse(&abc.as_bytes()[1..]), None);
    }

    #[test]
    fn salts_differ() {
        let (one, other) = (fresh_salt().unwrap(), fresh_salt().unwrap());
        assert_ne!(one, other);
        let salts = Salts::of(&one);
        assert_ne!(salts.user(), salts.value());
        assert_eq!(salts.user().len(), SALT_LEN);
    }
}
