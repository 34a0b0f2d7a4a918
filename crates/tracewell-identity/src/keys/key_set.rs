use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Key;
use super::jwk::Jwk;
use crate::Algorithm;

/// The most keys that are kept of one issuer.
const MOST_KEYS: usize = 64;
/// The most entries of a document that are looked at.
const MOST_ENTRIES: usize = 1024;
/// The most keys of one id that a signature is tried with.
const MOST_TRIED: usize = 4;

/// The keys of an issuer, as one document has them (RFC 7517, section 5).
#[derive(Debug, Default)]
pub(crate) struct KeySet(Vec<Arc<Key>>);

impl KeySet {
    /// Reads a document. Entries that are no key to verify with are passed over, as the standard says.
    ///
    /// None if it is no such document: that an issuer has no keys is something it must say.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        let document: Document = serde_json::from_slice(json).ok()?;
        Some(Self(document.keys.0))
    }

    /// The keys that a token may be signed with: those of its id, or the only one for its algorithm if it names none.
    pub(crate) fn candidates(&self, id: Option<&str>, algorithm: Algorithm) -> impl Iterator<Item = &Arc<Key>> {
        let of_algorithm = move |key: &&Arc<Key>| key.algorithm() == algorithm;
        let only = id.is_none() && self.0.iter().filter(of_algorithm).count() == 1;
        self.0.iter().filter(of_algorithm).filter(move |key| id.map_or(only, |id| key.is_named(id))).take(MOST_TRIED)
    }

    pub(crate) fn has(&self, key: &Key) -> bool {
        self.0.iter().any(|own| own.is(key))
    }
}

#[derive(Deserialize)]
struct Document {
    keys: Keys,
}

struct Keys(Vec<Arc<Key>>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("keys")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Keys, A::Error> {
        let mut keys: Vec<Arc<Key>> = Vec::new();
        for _ in 0..MOST_ENTRIES {
            let Some(entry) = list.next_element::<&RawValue>()? else { return Ok(Keys(keys)) };
            let key = serde_json::from_str::<Jwk<'_>>(entry.get()).ok().and_then(|jwk| Key::of(&jwk));
            if let Some(key) = key.filter(|key| keys.len() < MOST_KEYS && !keys.iter().any(|known| known.is(key))) {
                keys.push(Arc::new(key));
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Keys(keys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ed(id: &str, byte: u8) -> String {
        use base64::Engine as _;
        let x = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([byte; 32]);
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{id}","x":"{x}"}}"#)
    }

    fn read(keys: &[String]) -> KeySet {
        KeySet::read(format!(r#"{{"keys":[{}]}}"#, keys.join(",")).as_bytes()).unwrap()
    }

    #[test]
    fn a_key_is_found_by_its_id_and_algorithm() {
        let keys = read(&[ed("a", 1), ed("b", 2), ed("b", 3)]);
        let count = |id, algorithm| keys.candidates(id, algorithm).count();
        assert_eq!(count(Some("a"), Algorithm::EdDsa), 1);
        assert_eq!(count(Some("b"), Algorithm::EdDsa), 2);
        assert_eq!(count(Some("a"), Algorithm::Es256), 0);
        assert_eq!(count(None, Algorithm::EdDsa), 0);
        assert_eq!(read(&[ed("a", 1)]).candidates(None, Algorithm::EdDsa).count(), 1);
    }

    #[test]
    fn a_key_of_the_same_id_is_another_key() {
        let (before, after) = (read(&[ed("a", 1)]), read(&[ed("a", 2)]));
        assert!(before.has(&before.0[0]) && !after.has(&before.0[0]));
    }

    #[test]
    fn what_is_no_key_to_verify_with_is_passed_over() {
        let whole = ed("a", 1);
        for other in [
            r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
            r#"{"kty":7}"#.to_owned(),
            "7".to_owned(),
            whole.replace("}", r#","use":"enc"}"#),
            whole.replace("}", r#","key_ops":["sign"]}"#),
            whole.replace("}", r#","alg":"ES256"}"#),
            whole.replace("Ed25519", "Ed448"),
            whole.replace(r#""x":""#, r#""x":"AA"#),
            ed(&"i".repeat(LONGEST + 1), 1),
        ] {
            assert_eq!(read(std::slice::from_ref(&other)).0.len(), 0, "{other}");
        }
        assert_eq!(read(&[whole.replace("}", r#","use":"sig","key_ops":["verify"],"alg":"EdDSA"}"#)]).0.len(), 1);
    }

    const LONGEST: usize = crate::token::LONGEST_KEY_ID;

    #[test]
    fn short_rsa_keys_are_refused() {
        use base64::Engine as _;
        let rsa = |bytes: usize, exponent: &str| {
            let n = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(vec![0xc5; bytes]);
            read(&[format!(r#"{{"kty":"RSA","n":"{n}","e":"{exponent}"}}"#)]).0.len()
        };
        assert_eq!((rsa(256, "AQAB"), rsa(128, "AQAB"), rsa(1025, "AQAB"), rsa(256, "")), (1, 0, 0, 0));
    }

    #[test]
    fn the_number_of_keys_is_bounded() {
        let many: Vec<String> = (0..2000).map(|n| ed(&format!("k{n}"), (n % 250) as u8)).collect();
        assert_eq!(read(&many).0.len(), MOST_KEYS);
    }

    #[test]
    fn no_document_is_not_a_document_without_keys() {
        assert!(KeySet::read(br#"{"keys":[]}"#).is_some());
        for json in ["", "{}", "[]", r#"{"keys":{}}"#, r#"{"keys":[}"#, "<html>"] {
            assert!(KeySet::read(json.as_bytes()).is_none(), "{json}");
        }
    }
}
