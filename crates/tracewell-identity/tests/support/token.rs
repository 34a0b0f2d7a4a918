use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Issuer, TestKey};

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A token that is good unless something is done to it.
#[derive(Clone)]
pub(crate) struct Token {
    header: Value,
    claims: Value,
}

impl Token {
    pub(crate) fn of(issuer: &Issuer, user: &str) -> Self {
        let claims = json!({
            "iss": issuer.name(), "sub": user, "team_id": "acme", "roles": ["reader"], "aud": "orders",
            "jti": format!("jti-{user}-0123456789"), "iat": now(), "exp": now() + 600,
        });
        Self { header: json!({"typ": "JWT"}), claims }
    }

    pub(crate) fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.claims.as_object_mut().unwrap().remove(name);
        self
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    /// Header and claims, of which a signature would be made.
    pub(crate) fn unsigned(&self) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }

    pub(crate) fn signed_as(&self, signature: &[u8]) -> Vec<u8> {
        format!("{}.{}", self.unsigned(), URL_SAFE_NO_PAD.encode(signature)).into_bytes()
    }

    /// Signs with a key, whose algorithm and id the header names unless it does already.
    pub(crate) fn sign(&self, key: &TestKey) -> Vec<u8> {
        let mut token = self.clone();
        for (name, value) in [("alg", key.algorithm()), ("kid", &key.id)] {
            if token.header.get(name).is_none() {
                token.header[name] = json!(value);
            }
        }
        token.header.as_object_mut().unwrap().retain(|_, value| *value != "absent");
        token.signed_as(&key.sign(token.unsigned().as_bytes()))
    }
}
