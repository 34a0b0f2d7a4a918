//! Texts with a secret in them, and what of it must be found nowhere.

use proptest::prelude::*;

use crate::support::{ALNUM, every_kind, random};

/// The bytes of a token's beginning and end that must not stay either.
const PART: usize = 12;

/// Texts with `token` in them, each in a form that gives it away.
pub(crate) fn shapes(token: &str) -> Vec<String> {
    vec![
        format!("password={token}"),
        format!("api_key: {token}"),
        format!("x-api-key: {token}"),
        format!("user=bob&access_token={token}&page=2"),
        format!(r#"{{"client_secret":"{token}","n":1}}"#),
        format!(r#"{{"n": 1, "client_secret": "{token}"}}"#),
        format!(r#"{{\"refresh_token\":\"{token}\"}}"#),
        format!(r#"{{\\\"refresh_token\\\":\\\"{token}\\\"}}"#),
        format!(r#"{{"user":{{"tokens":["x","{token}"]}},"n":1}}"#),
        format!(r#"Login {{ user: "bob", password: "{token}" }}"#),
        format!(r#"Login {{ pass: Some("{token}"), n: 1 }}"#),
        format!(r#"[("x-api-key", "{token}"), ("name", "x")]"#),
        format!("Server=db;User Id=sa;Password={token};Timeout=3"),
        format!("Cookie: theme=dark; session={token}"),
        format!("Bearer {token}"),
        format!("Authorization: Bearer {token}"),
        format!("postgres://app:{token}@db:5432/main"),
        format!("https://{token}@host.example/x"),
    ]
}

/// A text with a secret in it, and what must not be left of it.
pub(crate) fn secret() -> impl Strategy<Value = (String, Vec<String>)> {
    (1_u64..10_000, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(seed, index, shaped)| {
        if shaped {
            let token = random(ALNUM, 24, seed);
            (index.get(&shapes(&token)).clone(), parts(&token))
        } else {
            let (kind, text) = index.get(&every_kind(seed)).clone();
            let parts = if kind == "private_key" { lines(&text) } else { parts(&text) };
            (text, parts)
        }
    })
}

/// What of a token must be found nowhere.
pub(crate) fn parts(secret: &str) -> Vec<String> {
    let mut parts = vec![secret.to_owned()];
    // What is shorter may be innocent, and ids at a token's beginning may stand elsewhere.
    if secret.len() >= 2 * PART && !secret.contains(' ') {
        parts.push(secret[secret.len() - PART..].to_owned());
    }
    parts
}

/// The lines of a PEM block that are secret.
pub(crate) fn lines(block: &str) -> Vec<String> {
    let lines = block.split(['\n', '\\']).map(|line| line.trim_start_matches('n').to_owned());
    lines.filter(|line| line.len() >= 60).collect()
}
