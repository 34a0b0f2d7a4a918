//! What was replaced already is not replaced again, and hides nothing beside it.

mod support;

use support::random;
use tracewell_redact::Policy;

fn scrub(text: &str) -> String {
    Policy::development().scrub(text).into_owned()
}

#[track_caller]
fn assert_scrubbed(text: &str, expected: &str) {
    let scrubbed = scrub(text);
    assert_eq!(scrubbed, expected, "\n  from: {text}");
    assert_eq!(scrub(&scrubbed), expected, "a marker is never redacted again");
}

#[test]
fn markers_stay_as_they_are() {
    let hash = format!("hmac:key1:{}", random(support::URL, 22, 3));
    for text in [
        "token=[REDACTED]",
        "token=[FILTERED], x",
        "?token=REDACTED&b=REDACTED",
        "token: [REDACTED:jwt]",
        "[REDACTED:jwt]: foo",
        "[REDACTED:card]_x: foo",
        "authorization: Bearer [REDACTED]",
        "\"authorization\": \"Bearer [REDACTED]\"",
        "cookie: a=[REDACTED]; b.c=[REDACTED]",
        "set-cookie: \"sid=[REDACTED]\"",
        "Bearer [REDACTED:bearer]",
        "card: ****1234",
        &hash,
        &format!("pan={hash} x"),
        "user alice is hmac:x",
    ] {
        assert_scrubbed(text, text);
    }
}

#[test]
fn a_marker_hides_nothing_that_stands_beside_it() {
    for (text, expected) in [
        ("token=[REDACTED]abc", "token=[REDACTED]"),
        ("token=\"[REDACTED] abc\"", "token=\"[REDACTED]\""),
        ("token=\"abc [REDACTED]\"", "token=\"[REDACTED]\""),
        ("token=REDACTEDabc", "token=[REDACTED]"),
        ("token=\"a=[REDACTED]\"", "token=\"[REDACTED]\""),
        ("cookie: a=[REDACTED]; b=c", "cookie: [REDACTED]"),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn what_looks_like_a_keyed_hash_goes_under_a_sensitive_name() {
    let hash = format!("hmac:prod:{}", random(support::URL, 22, 3));
    for (text, expected) in [
        (format!("api_key: {hash}"), "api_key: [REDACTED]"),
        (format!("token={hash} x"), "token=[REDACTED] x"),
        (format!("password=\"{hash}\""), "password=\"[REDACTED]\""),
        (format!("authorization: Bearer {hash}"), "authorization: [REDACTED]"),
    ] {
        assert_scrubbed(&text, expected);
    }
    // Card numbers are hashed by policies.
    for text in [format!("card_number={hash} x"), format!("pan: {hash}"), format!("user {hash}")] {
        assert_scrubbed(&text, &text);
    }
}
