use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tracewell_names::marker;

/// Separates these hashes from whatever else the same key may be used for.
const DOMAIN: &[u8] = b"tracewell keyed hash 1";

/// How much of the hash is written: 22 characters of Base64.
const LEN: usize = 16;

/// Keys below this length are refused.
const SHORTEST_KEY: usize = 32;

/// A key and the id under which its hashes are told apart.
pub(super) struct Key {
    id: String,
    secret: Vec<u8>,
}

/// Whether `id` can stand in a hash: 1 to 32 letters, digits, `.`, `_` and `-`.
pub(crate) fn is_key_id(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

impl Key {
    pub(super) fn new(id: &str, secret: Vec<u8>) -> Option<Self> {
        (is_key_id(id) && secret.len() >= SHORTEST_KEY).then(|| Self { id: id.to_owned(), secret })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Writes `hmac:<key id>:<hash>`. The parts are framed by their lengths, so that no two triples are hashed alike.
    pub(super) fn write(&self, class: &str, team: Option<&str>, value: &str, out: &mut String) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else {
            return false;
        };
        mac.update(DOMAIN);
        mac.update(&[u8::from(team.is_some())]);
        for part in [class, team.unwrap_or_default(), value] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let hash = mac.finalize().into_bytes();
        out.push_str(marker::HMAC_PREFIX);
        out.push_str(&self.id);
        out.push(':');
        URL_SAFE_NO_PAD.encode_string(&hash[..LEN], out);
        true
    }
}
