use sha2::{Digest as _, Sha256};

use super::cursor::Cursor;
use super::{Hash, Part, SALT_LEN, Salts, digest};

/// What stands behind the value of a line.
const TAIL: usize = r#","prev":"","hash":""}"#.len() + 64 + 64;

/// A line of the chain, taken apart. Nothing of it has been checked yet but its form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChainedLine<'l> {
    seq: u64,
    time: &'l [u8],
    kind: &'l [u8],
    user: Part<'l>,
    team: &'l [u8],
    correlation_id: &'l [u8],
    value: Part<'l>,
    salt: Salt<'l>,
    prev: Hash,
    hash: Hash,
    /// Up to the user, and from there to the value.
    head: &'l [u8],
    middle: &'l [u8],
}

/// What is left of the salt: all of it, that of what was not erased, or nothing.
#[derive(Clone, Copy, Debug)]
enum Salt<'l> {
    Whole(&'l [u8]),
    OfUser(&'l [u8]),
    OfValue(&'l [u8]),
    Erased,
}

impl<'l> ChainedLine<'l> {
    /// Whether a line means to be one of the chain, whatever its state.
    pub(crate) fn claims(line: &[u8]) -> bool {
        line.starts_with(b"{\"v\":")
    }

    pub(crate) fn parse(line: &'l [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(line);
        cursor.expect(b"{\"v\":1,\"seq\":")?;
        let seq = cursor.number()?;
        cursor.expect(b",\"time\":")?;
        let time = cursor.string_or_null()?;
        cursor.expect(b",\"type\":")?;
        let kind = cursor.string_or_null()?;
        let head = line.get(..cursor.at())?;

        let user = if cursor.eat(b",\"user\":") {
            Part::Text(cursor.string_or_null()?)
        } else {
            cursor.expect(b",\"user_digest\":\"")?;
            let digest = cursor.take(64)?;
            cursor.expect(b"\"")?;
            Part::Erased(digest)
        };
        let from = cursor.at();
        cursor.expect(b",\"team\":")?;
        let team = cursor.string_or_null()?;
        cursor.expect(b",\"correlation_id\":")?;
        let correlation_id = cursor.string_or_null()?;
        let middle = line.get(from..cursor.at())?;

        let rest = cursor.rest();
        let (body, tail) = rest.split_at_checked(rest.len().checked_sub(TAIL)?)?;
        let (value, salt) = value_and_salt(body, user)?;
        let mut tail = Cursor::new(tail);
        tail.expect(b",\"prev\":\"")?;
        let prev = Hash::parse(tail.take(64)?)?;
        tail.expect(b"\",\"hash\":\"")?;
        let hash = Hash::parse(tail.take(64)?)?;
        tail.expect(b"\"}")?;
        Some(Self { seq, time, kind, user, team, correlation_id, value, salt, prev, hash, head, middle })
    }

    /// The hash that this line should have.
    pub(crate) fn expected_hash(&self) -> Hash {
        let salts = match self.salt {
            Salt::Whole(salt) => Some(Salts::of(salt)),
            _ => None,
        };
        let user = match (self.user, self.salt, &salts) {
            (Part::Text(text), _, Some(salts)) => digest(salts.user(), text),
            (Part::Text(text), Salt::OfUser(salt), None) => digest(salt, text),
            (Part::Text(text), _, None) => digest(b"", text),
            (Part::Erased(digest), ..) => Hash::parse(digest).unwrap_or(Hash::ZERO),
        };
        let value = match (self.value, self.salt, &salts) {
            (Part::Text(text), _, Some(salts)) => digest(salts.value(), text),
            (Part::Text(text), Salt::OfValue(salt), None) => digest(salt, text),
            (Part::Text(text), _, None) => digest(b"", text),
            (Part::Erased(digest), ..) => Hash::parse(digest).unwrap_or(Hash::ZERO),
        };
        covered(self.head, &user, self.middle, &value, &self.prev)
    }

    /// The line without what is to be erased; what had been erased before stays so.
    pub(crate) fn erased(&self, user: bool, value: bool) -> Vec<u8> {
        let (salts, user_salt, value_salt);
        match self.salt {
            Salt::Whole(salt) => {
                salts = Salts::of(salt);
                (user_salt, value_salt) = (salts.user(), salts.value());
            }
            Salt::OfUser(salt) => (user_salt, value_salt) = (salt, &b""[..]),
            Salt::OfValue(salt) => (user_salt, value_salt) = (&b""[..], salt),
            Salt::Erased => (user_salt, value_salt) = (&b""[..], &b""[..]),
        }
        let user = match self.user {
            Part::Text(text) if user => Err(digest(user_salt, text)),
            Part::Text(text) => Ok(text),
            Part::Erased(digest) => Err(Hash::parse(digest).unwrap_or(Hash::ZERO)),
        };
        let value = match self.value {
            Part::Text(text) if value => Err(digest(value_salt, text)),
            Part::Text(text) => Ok(text),
            Part::Erased(digest) => Err(Hash::parse(digest).unwrap_or(Hash::ZERO)),
        };
        let mut line = self.head.to_vec();
        let mut put = |name: &[u8], text: &[u8], quote: &[u8]| {
            for piece in [b",\"", name, b"\":", quote, text, quote] {
                line.extend_from_slice(piece);
            }
        };
        match &user {
            Ok(text) => put(b"user", text, b""),
            Err(digest) => put(b"user_digest", digest.as_bytes(), b"\""),
        }
        put(b"team", self.team, b"");
        put(b"correlation_id", self.correlation_id, b"");
        match &value {
            Ok(text) => put(b"value", text, b""),
            Err(digest) => put(b"value_digest", digest.as_bytes(), b"\""),
        }
        match (&user, &value, self.salt) {
            (Ok(_), Ok(_), Salt::Whole(salt)) => put(b"salt", salt, b"\""),
            (Ok(_), Err(_), _) => put(b"user_salt", user_salt, b"\""),
            (Err(_), Ok(_), _) => put(b"value_salt", value_salt, b"\""),
            _ => {}
        }
        put(b"prev", self.prev.as_bytes(), b"\"");
        put(b"hash", self.hash.as_bytes(), b"\"");
        line.push(b'}');
        line
    }

    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    pub(crate) fn time(&self) -> &'l [u8] {
        self.time
    }

    pub(crate) fn kind(&self) -> &'l [u8] {
        self.kind
    }

    pub(crate) fn user(&self) -> Part<'l> {
        self.user
    }

    pub(crate) fn team(&self) -> &'l [u8] {
        self.team
    }

    pub(crate) fn correlation_id(&self) -> &'l [u8] {
        self.correlation_id
    }

    pub(crate) fn value(&self) -> Part<'l> {
        self.value
    }

    pub(crate) fn prev(&self) -> Hash {
        self.prev
    }

    pub(crate) fn hash(&self) -> Hash {
        self.hash
    }
}

/// The value, and the salt that stands behind it.
fn value_and_salt<'l>(body: &'l [u8], user: Part<'l>) -> Option<(Part<'l>, Salt<'l>)> {
    let mut cursor = Cursor::new(body);
    if cursor.eat(b",\"value_digest\":\"") {
        let digest = cursor.take(64)?;
        cursor.expect(b"\"")?;
        let salt = if user.is_erased() {
            Salt::Erased
        } else {
            cursor.expect(b",\"user_salt\":\"")?;
            let salt = cursor.take(SALT_LEN)?;
            cursor.expect(b"\"")?;
            Salt::OfUser(salt)
        };
        return cursor.rest().is_empty().then_some((Part::Erased(digest), salt));
    }
    cursor.expect(b",\"value\":")?;
    let name: &[u8] = if user.is_erased() { b",\"value_salt\":\"" } else { b",\"salt\":\"" };
    let rest = cursor.rest();
    let (value, behind) = rest.split_at_checked(rest.len().checked_sub(name.len() + SALT_LEN + 1)?)?;
    let mut cursor = Cursor::new(behind);
    cursor.expect(name)?;
    let salt = cursor.take(SALT_LEN)?;
    cursor.expect(b"\"")?;
    Some((Part::Text(value), if user.is_erased() { Salt::OfValue(salt) } else { Salt::Whole(salt) }))
}

/// The hash of a line: over its text with digests where user and value stand, and without salt and hash.
pub(super) fn covered(head: &[u8], user: &Hash, middle: &[u8], value: &Hash, prev: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    for piece in [
        head,
        b",\"user\":\"",
        user.as_bytes(),
        b"\"",
        middle,
        b",\"value\":\"",
        value.as_bytes(),
        b"\",\"prev\":\"",
        prev.as_bytes(),
        b"\"}",
    ] {
        hasher.update(piece);
    }
    Hash::finish(hasher)
}
