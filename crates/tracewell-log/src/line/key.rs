use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tracewell_names::field;

use super::escape::escape_into;

/// A key of the line as a number, so that two keys are compared without reading them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyId(u32);

impl KeyId {
    pub(crate) const TEAM_ID: Self = Self(0);
    pub(crate) const USER_ID: Self = Self(1);
    pub(crate) const METHOD: Self = Self(2);
    pub(crate) const PATH: Self = Self(3);
    pub(crate) const ROUTE: Self = Self(4);
    pub(crate) const CLIENT_REQUEST_ID: Self = Self(5);
}

/// The keys whose numbers are constants, in the order of those.
const NUMBERED: [&str; 6] =
    [field::TEAM_ID, field::USER_ID, field::METHOD, field::PATH, field::ROUTE, field::CLIENT_REQUEST_ID];

/// A key ready to be written: `,"name":`.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) id: KeyId,
    pub(crate) text: Box<str>,
}

/// Which keys there are. May claim one that is not there, never deny one that is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeySet([u64; 4]);

impl KeySet {
    #[inline]
    pub(crate) fn insert(&mut self, KeyId(id): KeyId) {
        self.0[(id >> 6 & 3) as usize] |= 1 << (id & 63);
    }

    #[inline]
    pub(crate) fn may_contain(&self, KeyId(id): KeyId) -> bool {
        self.0[(id >> 6 & 3) as usize] & 1 << (id & 63) != 0
    }

    #[inline]
    pub(crate) fn may_intersect(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(own, others)| own & others != 0)
    }

    #[inline]
    pub(crate) fn add(&mut self, other: &Self) {
        for (own, others) in self.0.iter_mut().zip(&other.0) {
            *own |= others;
        }
    }
}

/// Gives each key of one layer its number. Asked when a callsite is first met, never for an event.
#[derive(Debug)]
pub(crate) struct Keys(Mutex<HashMap<Box<str>, u32>>);

impl Keys {
    pub(crate) fn new() -> Self {
        Self(Mutex::new((0..).zip(NUMBERED).map(|(id, name)| (name.into(), id)).collect()))
    }

    pub(crate) fn key(&self, name: &str) -> Key {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let id = KeyId(*ids.entry(name.into()).or_insert(next));
        Key { id, text: key_text(name) }
    }
}

/// `,"name":`
pub(crate) fn key_text(name: &str) -> Box<str> {
    let mut text = String::with_capacity(name.len() + 4);
    text.push_str(",\"");
    escape_into(&mut text, name);
    text.push_str("\":");
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_constants_are_those_of_their_names() {
        let keys = Keys::new();
        assert_eq!(keys.key("team_id").id, KeyId::TEAM_ID);
        assert_eq!(keys.key("user_id").id, KeyId::USER_ID);
        assert_eq!(keys.key("method").id, KeyId::METHOD);
        assert_eq!(keys.key("path").id, KeyId::PATH);
        assert_eq!(keys.key("route").id, KeyId::ROUTE);
        assert_eq!(keys.key("client_request_id").id, KeyId::CLIENT_REQUEST_ID);
    }

    #[test]
    fn one_name_has_one_number() {
        let keys = Keys::new();
        assert_eq!(keys.key("order_id").id, keys.key("order_id").id);
        assert_ne!(keys.key("order_id").id, keys.key("order").id);
        assert_eq!(&*keys.key("a\"b").text, r#","a\"b":"#);
    }
}
