use std::io::Write as _;

use jiff::Timestamp;

use super::chained::covered;
use super::{Hash, SALT_LEN, Salts, digest, fresh_salt};
use crate::{Error, ErrorKind, Event};

/// An event on its way to the log: all of its line but number, time and hashes, which depend on the lines before it.
#[derive(Debug)]
pub(crate) struct Draft {
    kind: Vec<u8>,
    user: Vec<u8>,
    middle: Vec<u8>,
    value: Vec<u8>,
    salt: [u8; SALT_LEN],
    digests: (Hash, Hash),
}

impl Draft {
    /// # Errors
    ///
    /// The system has no randomness for the salt.
    pub(crate) fn new(event: Event) -> Result<Self, Error> {
        let salt = fresh_salt().map_err(|_| Error::new(ErrorKind::Io))?;
        let salts = Salts::of(&salt);
        let user = json(event.user.as_deref());
        let mut middle = b",\"team\":".to_vec();
        middle.extend(json(event.team.as_deref()));
        middle.extend_from_slice(b",\"correlation_id\":");
        middle.extend(json(event.correlation_id.as_deref()));
        let value = event.value.into_bytes();
        let digests = (digest(salts.user(), &user), digest(salts.value(), &value));
        Ok(Self { kind: json(Some(&event.kind)), user, middle, value, salt, digests })
    }

    /// About how long its line will be, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.kind.len() + self.user.len() + self.middle.len() + self.value.len() + 320
    }

    /// Writes the line, its line feed included, and gives back its hash.
    pub(crate) fn write(&self, seq: u64, time: Timestamp, prev: &Hash, out: &mut Vec<u8>) -> Hash {
        let begin = out.len();
        // Writing to memory does not fail.
        let _ = write!(out, "{{\"v\":1,\"seq\":{seq},\"time\":\"{time:.6}\",\"type\":");
        out.extend_from_slice(&self.kind);
        let head = out.get(begin..).unwrap_or_default();
        let hash = covered(head, &self.digests.0, &self.middle, &self.digests.1, prev);
        for piece in [
            b",\"user\":",
            &self.user[..],
            &self.middle,
            b",\"value\":",
            &self.value,
            b",\"salt\":\"",
            &self.salt,
            b"\",\"prev\":\"",
            prev.as_bytes(),
            b"\",\"hash\":\"",
            hash.as_bytes(),
            b"\"}\n",
        ] {
            out.extend_from_slice(piece);
        }
        hash
    }
}

fn json(text: Option<&str>) -> Vec<u8> {
    // A string always has a JSON form.
    text.and_then(|text| serde_json::to_vec(text).ok()).unwrap_or_else(|| b"null".to_vec())
}
