//! What is planted, made at run time: the program and the test that looks for it make the same.

#[path = "../../../tracewell-redact/tests/support/mod.rs"]
mod made;

use made::{ALNUM, LOWER, base64, every_kind, random};

/// The seed of everything that is planted.
const SEED: u64 = 11;
/// Bytes of a token's beginning and end that must not stay either.
const PART: usize = 12;

/// A text that holds a secret.
pub(crate) struct Secret {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    /// What of it must be found nowhere.
    pub(crate) needles: Vec<String>,
}

/// One of every kind, and more where a kind has several shapes.
pub(crate) fn secrets() -> Vec<Secret> {
    // Each with a seed of its own: with the same one, a token's tail is that of others.
    let seeds = (0..every_kind(SEED).len()).zip(SEED..);
    let whole = seeds.map(|(at, seed)| every_kind(seed).swap_remove(at)).map(|(kind, text)| Secret {
        kind,
        needles: parts(kind, &text),
        text,
    });
    let tokens = (1..).map(|n| random(ALNUM, 24, SEED + 1000 * n));
    let credentials = base64(random(ALNUM, 22, SEED + 7).as_bytes());
    let shapes: [(&'static str, fn(&str) -> String); 12] = [
        ("bearer", |token| format!("Bearer {token}")),
        ("url_userinfo", |token| format!("postgres://app:{token}@db:5432/main")),
        ("url_userinfo", |token| format!("https://{token}@host.example/x")),
        ("pair", |token| format!("password={token}")),
        ("pair", |token| format!("api_key: {token}1")),
        ("pair", |token| format!("user=bob&access_token={token}&page=2")),
        ("pair", |token| format!("access%5Ftoken={token}")),
        ("pair", |token| format!(r#"{{"client_secret":"{token}","n":1}}"#)),
        ("pair", |token| format!(r#"{{\"refresh_token\":\"{token}\"}}"#)),
        ("pair", |token| format!(r#"Login {{ user: "bob", password: "{token}" }}"#)),
        ("pair", |token| format!("Server=db;User Id=sa;Password={token};Timeout=3")),
        ("pair", |token| format!("x-api-key: {token}")),
    ];
    let shaped = shapes.into_iter().zip(tokens).map(|((kind, shape), token)| Secret {
        kind,
        text: shape(&token),
        needles: parts(kind, &token),
    });
    let basic = Secret { kind: "basic", text: format!("Basic {credentials}"), needles: parts("basic", &credentials) };
    whole.chain(shaped).chain([basic]).collect()
}

/// What stands under a sensitive name: no pattern gives it away.
pub(crate) fn nameless() -> String {
    random(LOWER, 20, SEED + 77)
}

/// The same as a number.
pub(crate) fn number() -> u64 {
    format!("9{}", random("123456789", 14, SEED + 78)).parse().unwrap()
}

/// All that must be found nowhere.
#[allow(dead_code, reason = "for the test")]
pub(crate) fn needles() -> Vec<(String, String)> {
    let named = [("name", nameless()), ("number", number().to_string())];
    let named = named.into_iter().map(|(kind, needle)| (kind.to_owned(), needle));
    let secrets = secrets().into_iter().flat_map(|secret| {
        let Secret { kind, text, needles } = secret;
        let shape: String = text.chars().take(4).collect();
        needles.into_iter().map(move |needle| (format!("{kind} ({shape}…)"), needle))
    });
    named.chain(secrets).collect()
}

/// The secret as a whole, its beginning and its end: half a token is a leak too.
fn parts(kind: &str, secret: &str) -> Vec<String> {
    if kind == "private_key" {
        return secret
            .split(['\n', '\\'])
            .map(|line| line.trim_start_matches('n').to_owned())
            .filter(|l| l.len() == 64)
            .collect();
    }
    let mut parts = vec![secret.to_owned()];
    if secret.len() >= 2 * PART && secret.is_ascii() && !secret.contains(' ') {
        parts.push(secret[secret.len() - PART..].to_owned());
        // A Slack token begins with ids that all of them share.
        if kind != "slack_token" {
            parts.push(secret[..PART].to_owned());
        }
    }
    parts
}
