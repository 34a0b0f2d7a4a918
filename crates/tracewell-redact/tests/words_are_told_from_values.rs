//! Behind a short sensitive word in prose a plain word stays, and everything else goes.

mod support;

use support::{ALNUM, random};
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
fn in_prose_a_plain_status_word_stays() {
    for text in [
        "invalid token: expired",
        "key: not found",
        "session: closed by peer",
        "access token: expired at noon",
        "session token: missing",
        "auth: failed, giving up",
        "card: declined",
        "pass: ok",
        "pin: Incorrect",
        "Token: None",
        "token: not-found",
        "cookie: missing",
        "signature: mismatch",
        "nonce: already used",
        "routing key: orders.created",
        "primary key: 17",
        "key.pem: No such file or directory",
        "secrets.json: permission denied",
        "src/auth/token.rs:42:10",
        "app::session: opened for bob",
        "filter app::auth=debug,warn",
        "`token`: must be set",
    ] {
        assert_scrubbed(text, text);
    }
}

#[test]
fn in_prose_everything_else_goes() {
    for (text, expected) in [
        ("invalid token: abc123", "invalid token: [REDACTED]"),
        ("key: hunter2 not found", "key: [REDACTED] not found"),
        ("session: 81ff", "session: [REDACTED]"),
        ("token: expired1", "token: [REDACTED]"),
        ("pin: 1234", "pin: [REDACTED]"),
        ("auth: \"expired\"", "auth: \"[REDACTED]\""),
        ("token=expired", "token=[REDACTED]"),
        ("\"token\": null", "\"token\": [REDACTED]"),
        // Longer words leave no doubt.
        ("password: expired", "password: [REDACTED]"),
        ("secret: none", "secret: [REDACTED]"),
        ("my access_token: expired", "my access_token: [REDACTED]"),
        ("secret key: abc", "secret key: [REDACTED]"),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn behind_the_path_of_a_module_names_are_names() {
    let token = random(ALNUM, 24, 4);
    for (text, expected) in [
        (format!("app::api_key: {token}"), "app::api_key: [REDACTED]"),
        (format!("app::x-api-key: {token}"), "app::x-api-key: [REDACTED]"),
        ("app::db::password: hunter2 now".to_owned(), "app::db::password: [REDACTED] now"),
        ("app::client_secret=hunter2".to_owned(), "app::client_secret=[REDACTED]"),
        (format!("app::token: {token} went"), "app::token: [REDACTED] went"),
        (format!("app::session: \"{token}\""), "app::session: \"[REDACTED]\""),
        (format!("app::auth::key = {token}"), "app::auth::key = [REDACTED]"),
    ] {
        assert_scrubbed(&text, expected);
    }
    // Modules have such names too: what they say stays, unless it looks like a token.
    for text in [
        "app::session: opened for request 7",
        "app::session: bob@host opened one",
        "INFO app::token: refreshed in 12ms",
        "app::auth: GET /v1/items/018f2b6e-7c1a-7d3e-9b55-0242ac120002 took 12ms",
        "app::auth: correlation_id=018f2b6e-7c1a-7d3e-9b55-0242ac120002",
        "app::key: internationalization of names",
        "app::secrets: loaded 5 files",
        "app::credentials: none found",
        "filter app::secret=debug,warn",
    ] {
        assert_scrubbed(text, text);
    }
}
