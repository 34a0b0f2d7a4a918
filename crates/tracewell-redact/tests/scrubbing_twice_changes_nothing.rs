//! What was scrubbed is clean: scrubbing it again changes nothing, whatever the text.

mod support;

use proptest::prelude::*;
use support::every_kind;
use tracewell_redact::Policy;

fn scrub(text: &str) -> String {
    Policy::development().scrub(text).into_owned()
}

/// Pieces that are glued in any order: what begins, ends, parts and imitates secrets.
fn piece() -> impl Strategy<Value = String> {
    let fixed = proptest::sample::select(vec![
        " ",
        "  ",
        "\n",
        "\t",
        ",",
        ", ",
        ";",
        "; ",
        "&",
        "?",
        "/",
        "//",
        "://",
        ":",
        ": ",
        "::",
        "=",
        " = ",
        "==",
        "=>",
        ":=",
        "!=",
        "\"",
        "'",
        "`",
        "\\",
        "\\\"",
        "\\\\\\\"",
        "\\n",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "<",
        ">",
        "|",
        "@",
        "~",
        "%",
        "%20",
        "%40",
        "%3D",
        "%3A",
        "%2F",
        "%2540",
        "%22",
        "%5C",
        "%0A",
        "%7B",
        "%2C",
        "%",
        ".",
        "-",
        "_",
        "a",
        "b",
        "x1",
        "é",
        "…",
        "𝄞",
        "key",
        "token",
        "Token",
        "password",
        "password://",
        "api_key:",
        "JWTs",
        "card",
        "number",
        "routing",
        "session",
        "id",
        "code",
        "cookie",
        "set-cookie",
        "authorization",
        "auth",
        "Bearer",
        "bearer ",
        "Basic ",
        "Digest ",
        "expired",
        "not",
        "found",
        "none",
        "password:\n",
        "password: |\n ",
        ")=(",
        "[[\"",
        "],[\"",
        "\",\"",
        "\"]]",
        "(1, \"",
        "(Some(\"",
        "\u{a0}",
        "\u{200b}",
        "\u{1b}[0m",
        "\\u{1b}[1m",
        "']'",
        "hmac:k1:AAAAAAAAAAAAAAAAAAAAAA",
        "hmac:",
        "hmac:k:",
        "k1",
        "[REDACTED]",
        "[REDACTED:email]",
        "[REDACTED:card]",
        "[REDACTED:jwt]",
        "[REDACTED:",
        "[FILTERED]",
        "REDACTED",
        "REDACTED:REDACTED@",
        "****",
        "****1234",
        "Some(",
        "None",
        "Login { ",
        " }",
        "b\"",
        "https",
        "postgres",
        "user",
        "pw",
        "example.com",
        "alice",
        "git",
        "4111",
        "1111",
        "DE",
        "89",
        "eyJ",
        concat!("-----BEGIN", " PRIVATE KEY-----"),
        "-----END",
        "-----",
        "token.rs",
        "realm=",
        "name=\"token\"",
        "(\"token\", ",
        "\"token\":",
        "\u{1b}[31m",
        "\u{1f}",
        "\0",
    ])
    .prop_map(str::to_owned);
    let secret = (1_u64..200, any::<prop::sample::Index>()).prop_map(|(seed, index)| {
        let kinds = every_kind(seed);
        index.get(&kinds).1.clone()
    });
    prop_oneof![12 => fixed, 2 => secret, 1 => "[a-zA-Z0-9._%+=/-]{1,30}", 1 => "\\PC{0,8}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn for_glued_pieces(text in text()) {
        let once = scrub(&text);
        let twice = scrub(&once);
        prop_assert_eq!(&once, &twice, "from {:?}", text);
    }

    #[test]
    fn for_any_text(text in "\\PC{0,200}") {
        let once = scrub(&text);
        prop_assert_eq!(&once, &scrub(&once));
    }
}
