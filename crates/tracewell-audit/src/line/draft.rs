use std::io::Write as _;

use super::chained::covered;
use super::{Hash, LineTime, SALT_LEN, Salts, digest, fresh_salt};
use crate::{Error, ErrorKind, Event};

/// An event on its way to the log: all of its line but number, time and hashes, which depend on the lines before it.
///
/// Whoever appends pays for the rest: the thread that writes for all only copies it, and hashes the line.
#[derive(Debug)]
pub(crate) struct Draft {
    /// What stands before the value: kind, user, and from there on, each where the one before it ends.
    text: Vec<u8>,
    kind: usize,
    user: usize,
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
        let texts = [event.user.as_deref(), event.team.as_deref(), event.correlation_id.as_deref()];
        let room = texts.iter().flatten().map(|text| text.len()).sum::<usize>() + event.kind.len() + 48;
        let mut text = Vec::with_capacity(room);
        put_json(Some(&event.kind), &mut text);
        let kind = text.len();
        put_json(event.user.as_deref(), &mut text);
        let user = text.len();
        text.extend_from_slice(b",\"team\":");
        put_json(event.team.as_deref(), &mut text);
        text.extend_from_slice(b",\"correlation_id\":");
        put_json(event.correlation_id.as_deref(), &mut text);
        let value = event.value.into_bytes();
        let of_user = digest(salts.user(), text.get(kind..user).unwrap_or_default());
        let digests = (of_user, digest(salts.value(), &value));
        Ok(Self { text, kind, user, value, salt, digests })
    }

    /// About how long its line will be, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len() + self.value.len() + 320
    }

    /// Writes the line, its line feed included, and gives back its hash.
    pub(crate) fn write(&self, seq: u64, time: &LineTime, prev: &Hash, out: &mut Vec<u8>) -> Hash {
        let begin = out.len();
        let (before, middle) = self.text.split_at(self.user);
        let (kind, user) = before.split_at(self.kind);
        // Writing to memory does not fail.
        let _ = write!(out, "{{\"v\":1,\"seq\":{seq},\"time\":\"");
        for piece in [time.as_bytes(), b"\",\"type\":", kind] {
            out.extend_from_slice(piece);
        }
        let head = out.get(begin..).unwrap_or_default();
        let hash = covered(head, &self.digests.0, middle, &self.digests.1, prev);
        for piece in [
            b",\"user\":",
            user,
            middle,
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

fn put_json(text: Option<&str>, out: &mut Vec<u8>) {
    match text {
        // A string always has a JSON form, and writing to memory does not fail.
        Some(text) => drop(serde_json::to_writer(out, text)),
        None => out.extend_from_slice(b"null"),
    }
}
