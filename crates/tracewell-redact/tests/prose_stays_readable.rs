//! Words that a parser, a test or a table uses are no secrets behind a short word, and secrets there still go.

use tracewell_redact::Policy;

#[track_caller]
fn scrubs(text: &str, expected: &str) {
    let policy = Policy::production();
    assert_eq!(policy.scrub(text), expected, "\n  from: {text}");
    assert_eq!(policy.scrub(expected), expected, "a marker is never redacted again");
}

const STAY: &[&str] = &[
    // What a parser did not look for.
    "unexpected token: `}`",
    "unexpected token: '}' at line 3",
    "expected token: \"=>\"",
    "unexpected token: identifier",
    "unknown key: foo",
    "unknown key: `log_level`.",
    "unknown keys: foo, bar",
    "duplicate key: order-id in map",
    "unsupported key: tls.mode",
    // States of what is never one plain word.
    "credentials: missing",
    "Credentials: not found in the environment",
    "DATABASE_URL: not set",
    "DATABASE_URL: not set, using sqlite",
    "REDIS_URL: missing.",
    "dsn: invalid",
    "authorization: denied",
    "Authorization: missing",
    "connection string: not set",
    // Counts.
    "tokens: 512 in, 20 out",
    "Usage { tokens: 512, cost: 3 }",
    "keys: 3",
    "user_keys: 12; sessions: 4",
    "pass=14 fail=0",
    "pass=14, fail=0",
    "pass: 14, skipped: 1",
    "fail=0 pass=14",
    "failed: 0, pass: 14",
    // Closed words.
    "auth=none",
    "db auth=required tls=on",
    "AUTH=disabled",
    // A part of a table.
    "s3://bucket/key=42/file",
    "read /data/key=17/part-0.parquet",
];

const GO: &[(&str, &str)] = &[
    ("unexpected token: abc123", "unexpected token: [REDACTED]"),
    ("unexpected token: `hGfdKLsaPoQ`", "unexpected token: `[REDACTED]`"),
    ("invalid token: foo", "invalid token: [REDACTED]"),
    ("unknown token: foo", "unknown token: [REDACTED]"),
    ("unknown key: kx9", "unknown key: [REDACTED]"),
    ("unknown key: zqxwvkjhpt", "unknown key: [REDACTED]"),
    ("unknown pin: foo", "unknown pin: [REDACTED]"),
    ("unknown api_key: foo", "unknown api_key: [REDACTED]"),
    ("my key: foo", "my key: [REDACTED]"),
    ("{\"key\": \"foo\"} unknown \"key\": \"foo\"", "{\"key\": \"[REDACTED]\"} unknown \"key\": \"[REDACTED]\""),
    ("token: `abcd`", "token: `[REDACTED]`"),
    ("token: '****'", "token: '[REDACTED]'"),
    ("password: '!!!'", "password: '[REDACTED]'"),
    ("\"token\": \"}\"", "\"token\": \"[REDACTED]\""),
    ("password: missing", "password: [REDACTED]"),
    ("API_SECRET: not set", "API_SECRET: [REDACTED] set"),
    ("credentials: swordfish", "credentials: [REDACTED]"),
    ("credentials: not hunter2", "credentials: [REDACTED] hunter2"),
    ("authorization: denied abc123", "authorization: [REDACTED]"),
    ("authorization: signature keyId=\"a\"", "authorization: [REDACTED]"),
    ("authorization=denied", "authorization=[REDACTED]"),
    ("\"authorization\": \"denied\"", "\"authorization\": \"[REDACTED]\""),
    ("'authorization': denied", "'authorization': [REDACTED]"),
    ("DATABASE_URL: postgres://db/main", "DATABASE_URL: [REDACTED]"),
    ("my_credentials: missing", "my_credentials: [REDACTED]"),
    ("token: 512", "token: [REDACTED]"),
    ("pins: 1234", "pins: [REDACTED]"),
    ("tokens: 512a", "tokens: [REDACTED]"),
    ("tokens: 1234567890", "tokens: [REDACTED]"),
    ("tokens=512", "tokens=[REDACTED]"),
    ("\"tokens\": 512", "\"tokens\": [REDACTED]"),
    ("tokens: \"512\"", "tokens: \"[REDACTED]\""),
    ("cards: 4111 1111 1111 1111", "cards: [REDACTED]"),
    ("pass=14", "pass=[REDACTED]"),
    ("pass=14 user=bob", "pass=[REDACTED] user=bob"),
    ("pass=abc fail=0", "pass=[REDACTED] fail=0"),
    ("pass=14 fail=no", "pass=[REDACTED] fail=no"),
    ("db_pass=14 fail=0", "db_pass=[REDACTED] fail=0"),
    ("pass=1234567890 fail=0", "pass=[REDACTED] fail=0"),
    ("port=5432 pass=14", "port=5432 pass=[REDACTED]"),
    ("fail pass=14", "fail pass=[REDACTED]"),
    ("auth=nonesuch", "auth=[REDACTED]"),
    ("token=none", "token=[REDACTED]"),
    ("auth=\"none\"", "auth=\"[REDACTED]\""),
    ("smtp_auth=none", "smtp_auth=[REDACTED]"),
    ("s3://bucket/key=42", "s3://bucket/key=[REDACTED]"),
    ("s3://bucket/key=42a/file", "s3://bucket/key=[REDACTED]"),
    ("s3://bucket/pin=42/file", "s3://bucket/pin=[REDACTED]"),
    ("a key=42/file", "a key=[REDACTED]"),
    ("KeyEvent { key: Char('a') }", "KeyEvent { key: [REDACTED] }"),
];

#[test]
fn plain_words_stay() {
    for text in STAY {
        scrubs(text, text);
        for (before, after) in [("at 12:30 ", ""), ("(", ")"), ("x=1; ", "; y=2"), ("line\n", "\nline")] {
            let text = format!("{before}{text}{after}");
            scrubs(&text, &text);
        }
    }
}

#[test]
fn secrets_go() {
    for (text, expected) in GO {
        scrubs(text, expected);
        scrubs(&format!("at 12:30 {text}"), &format!("at 12:30 {expected}"));
    }
}
