//! Of a sensitive name and its value in text, however they are written, the value goes.

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
fn pairs_under_sensitive_names_go() {
    for (text, expected) in [
        // Query strings, forms, log lines.
        ("GET /x?token=abc&page=2", "GET /x?token=[REDACTED]&page=2"),
        ("GET /x?access%5Ftoken=abc&b=c", "GET /x?access%5Ftoken=[REDACTED]&b=c"),
        ("GET /cb?code=abc&state=def HTTP/1.1", "GET /cb?code=[REDACTED]&state=[REDACTED] HTTP/1.1"),
        ("password=hunter2", "password=[REDACTED]"),
        ("password = hunter2 and more", "password = [REDACTED] and more"),
        ("password:hunter2;", "password:[REDACTED];"),
        ("user=bob, password=a,b user=x", "user=bob, password=[REDACTED] user=x"),
        ("(token=abc) (user=bob)", "(token=[REDACTED]) (user=bob)"),
        ("pwd=p)ss|w<rd next", "pwd=[REDACTED] next"),
        ("data[token]=abc&data[name]=x", "data[token]=[REDACTED]&data[name]=x"),
        ("api-key := abc", "api-key := [REDACTED]"),
        ("\"token\" => \"abc\"", "\"token\" => \"[REDACTED]\""),
        ("X-API-Key: abc", "X-API-Key: [REDACTED]"),
        ("token == abc", "token == [REDACTED]"),
        // Debug.
        (r#"Login { user: "bob", password: "hunter2" }"#, r#"Login { user: "bob", password: "[REDACTED]" }"#),
        (r#"Login { pin: 1234, user: "bob" }"#, r#"Login { pin: [REDACTED], user: "bob" }"#),
        (r#"token: Some("abc"), x: 1"#, "token: [REDACTED], x: 1"),
        (r#"credentials: Credentials { user: "a", pass: "b" }, x: 1"#, "credentials: [REDACTED], x: 1"),
        (r#"tokens: ["a", "b"], x: 1"#, "tokens: [REDACTED], x: 1"),
        (r#"password: "a\"b", x: 1"#, r#"password: "[REDACTED]", x: 1"#),
        (r#"password: "a\\", x: "b""#, r#"password: "[REDACTED]", x: "b""#),
        (r#"password: "open, x: 1"#, r#"password: "[REDACTED]"#),
        (r#"token: b"abc", x: 1"#, r#"token: b"[REDACTED]", x: 1"#),
        (r#"[("token", "abc"), ("name", "x")]"#, r#"[("token", "[REDACTED]"), ("name", "x")]"#),
        ("(\n    \"x-api-key\",\n    \"abc\",\n)", "(\n    \"x-api-key\",\n    \"[REDACTED]\",\n)"),
        ("password: 'it's', x: 1", "password: '[REDACTED]', x: 1"),
        // JSON, plain and within strings.
        (r#"{"token":"abc","n":1}"#, r#"{"token":"[REDACTED]","n":1}"#),
        (r#"{"pin" : 1234, "n":1}"#, r#"{"pin" : [REDACTED], "n":1}"#),
        (r#"{"auth":{"a":"}","b":[1]},"n":1}"#, r#"{"auth":[REDACTED],"n":1}"#),
        (r#"{\"token\":\"abc\",\"n\":1}"#, r#"{\"token\":\"[REDACTED]\",\"n\":1}"#),
        (r#"{\"token\":\"a\\\"b\",\"n\":1}"#, r#"{\"token\":\"[REDACTED]\",\"n\":1}"#),
        (r#"{\\\"token\\\":\\\"abc\\\",\\\"n\\\":1}"#, r#"{\\\"token\\\":\\\"[REDACTED]\\\",\\\"n\\\":1}"#),
        (r#"{"user token": "abc"}"#, r#"{"user token": "[REDACTED]"}"#),
        ("{\"token\":\n  \"abc\"\n}", "{\"token\":\n  \"[REDACTED]\"\n}"),
        (r#"{"url":"/x?token=abc","b":1}"#, r#"{"url":"/x?token=[REDACTED]","b":1}"#),
        // Connection strings and headers.
        ("Server=db;User Id=sa;Password=x;Timeout=3", "Server=db;User Id=sa;Password=[REDACTED];Timeout=3"),
        ("AccountKey=abc+/d==;EndpointSuffix=x", "AccountKey=[REDACTED];EndpointSuffix=x"),
        ("authorization: Bearer abc def", "authorization: [REDACTED] def"),
        ("Authorization: Digest username=\"a\", response=\"b\" x", "Authorization: [REDACTED] x"),
        ("Cookie: a=b; c=\"d\"; e=f\nHost: x", "Cookie: [REDACTED]\nHost: x"),
        (r#"{"authorization": "Bearer abc"}"#, r#"{"authorization": "[REDACTED]"}"#),
        // Names of two words.
        ("card number: 12 34 ok", "card number: [REDACTED] ok"),
        ("card=4111 1111 1111 1112 x", "card=[REDACTED] x"),
        ("pin: 12 3rd", "pin: [REDACTED] 3rd"),
        ("device code: ABCD", "device code: [REDACTED]"),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn a_sensitive_name_is_no_scheme_of_a_url() {
    for (text, expected) in [
        ("password://secret", "password:[REDACTED]"),
        ("password: //secret", "password: [REDACTED]"),
        ("client_secret://a:b@c/d next", "client_secret:[REDACTED] next"),
        ("{\"password\":\"//x\"}", "{\"password\":\"[REDACTED]\"}"),
        ("password:\\/\\/x", "password:[REDACTED]"),
        ("token=//x", "token=[REDACTED]"),
        ("token: //x", "token: [REDACTED]"),
        // A short word may well be one, with a user and a password or without.
        ("auth://callback/done", "auth://callback/done"),
        ("pass://vault/item", "pass://vault/item"),
        ("session://u:p@host/x", "session://[REDACTED:url_userinfo]@host/x"),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn a_value_that_ends_with_a_name_brings_the_value_of_that_name() {
    let token = random(ALNUM, 24, 4);
    for (text, expected) in [
        ("password=a/token: b next", "password=[REDACTED] next"),
        ("password=a/b/secret= c/pin: d next", "password=[REDACTED] next"),
        ("password=a/b: c", "password=[REDACTED] c"),
        ("password=a/token: expired", "password=[REDACTED] expired"),
        ("Bearer a1b2,Bearer c3d4 next", "Bearer [REDACTED:bearer] next"),
        (&*format!("api_key:%20{token}/api_key: {token} next"), "api_key:[REDACTED] next"),
        (&*format!("Bearer%20{token},Bearer {token} next"), "Bearer%20[REDACTED:bearer] next"),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn quotes_that_headers_write_end_no_value() {
    // `Debug` of a header value escapes quotes, but no backslashes.
    for (text, expected) in [
        (r#"{"x-api-key": "a\\"b", "n": "x"}"#, r#"{"x-api-key": "[REDACTED]", "n": "x"}"#),
        (r#"{"authorization": "{\\"a\\":\\"b\\"}", "n": "x"}"#, r#"{"authorization": "[REDACTED]"}", "n": "x"}"#),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn a_separator_may_stand_far_behind_its_name() {
    for (text, expected) in [
        ("password            : hunter2", "password            : [REDACTED]"),
        ("db_password             = hunter2", "db_password             = [REDACTED]"),
        ("password\u{a0}: hunter2", "password\u{a0}: [REDACTED]"),
        ("password\u{200b}:\u{a0}hunter2", "password\u{200b}:\u{a0}[REDACTED]"),
        ("\u{1b}[1mpassword\u{1b}[0m: hunter2", "\u{1b}[1mpassword\u{1b}[0m: [REDACTED]"),
        ("\u{1b}[3mtoken\u{1b}[0m\u{1b}[2m=\u{1b}[0mhunter2", "\u{1b}[3mtoken\u{1b}[0m\u{1b}[2m=\u{1b}[0m[REDACTED]"),
        ("\u{1b}[1;33mkey\u{1b}[0m=a", "\u{1b}[1;33mkey\u{1b}[0m=[REDACTED]"),
        ("\u{1b}[1mpin: 1234", "\u{1b}[1mpin: [REDACTED]"),
        (
            "\u{1b}[3mpassword\u{1b}[0m\u{1b}[2m=\u{1b}[0mhunter2",
            "\u{1b}[3mpassword\u{1b}[0m\u{1b}[2m=\u{1b}[0m[REDACTED]",
        ),
        (
            "\\u{1b}[3mpassword\\u{1b}[0m\\u{1b}[2m=\\u{1b}[0mhunter2",
            "\\u{1b}[3mpassword\\u{1b}[0m\\u{1b}[2m=\\u{1b}[0m[REDACTED]",
        ),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn a_value_may_stand_below_its_name() {
    for (text, expected) in [
        ("password:\nhunter2", "password:\n[REDACTED]"),
        ("\"password:\\nhunter2\"", "\"password:\\n[REDACTED]\""),
        ("password:\\n  hunter2\\nuser", "password:\\n  [REDACTED]\\nuser"),
        ("password:\n  hunter2\nuser: bob", "password:\n  [REDACTED]\nuser: bob"),
        ("password: |\n  hunter2 is it\n  and more\nuser: bob", "password: |\n  [REDACTED]\nuser: bob"),
    ] {
        assert_scrubbed(text, expected);
    }
    for text in ["credentials:\n  user: bob", "invalid password:\ntry again", "secrets:\nnone", "passwords:\n---\n"] {
        assert_scrubbed(text, text);
    }
}

#[test]
fn the_key_of_a_row_goes() {
    for (text, expected) in [
        ("Key (api_token)=(hunter2) already exists.", "Key (api_token)=[REDACTED] already exists."),
        ("Key (api_token, id)=(hunter2, 3) exists", "Key (api_token, id)=[REDACTED] exists"),
        ("Key (id)=(3) already exists.", "Key (id)=(3) already exists."),
        ("token()=3", "token()=3"),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn characters_in_a_list_close_no_bracket() {
    for text in ["password: ['h', ']', 'u']", "password: ['\\'', ')', '\"', ']', '\\\\', 'u']"] {
        assert_scrubbed(&format!("{text}, x: 1"), "password: [REDACTED], x: 1");
    }
}

#[test]
fn tuples_of_all_kinds_lose_their_values() {
    for (text, expected) in [
        (r#"[(b"password", b"x")]"#, r#"[(b"password", b"[REDACTED]")]"#),
        (r#"(1, "password", "x")"#, r#"(1, "password", "[REDACTED]")"#),
        (r#"(Some("password"), "x")"#, r#"(Some("password"), "[REDACTED]")"#),
        (r#"(("password"), "x")"#, r#"(("password"), "[REDACTED]")"#),
        ("('password', 'x')", "('password', '[REDACTED]')"),
        (r#"get("token"), "x""#, r#"get("token"), "x""#),
        (r#"(1, "name", "x")"#, r#"(1, "name", "x")"#),
        ("'(it''s, \"a\")'", "'(it''s, \"a\")'"),
    ] {
        assert_scrubbed(text, expected);
    }
}

#[test]
fn lists_of_pairs_lose_their_values() {
    for (text, expected) in [
        (r#"[["password","hunter2"]]"#, r#"[["password","[REDACTED]"]]"#),
        (r#"[["a","b"],["pin",1234]]"#, r#"[["a","b"],["pin",[REDACTED]]]"#),
        (r#"[["a", "b"], ["token", "x"]]"#, r#"[["a", "b"], ["token", "[REDACTED]"]]"#),
        (r#"{\"h\":[[\"token\",\"x\"]]}"#, r#"{\"h\":[[\"token\",\"[REDACTED]\"]]}"#),
        // Lists of names.
        (r#"["password", "email"]"#, r#"["password", "email"]"#),
        (r#"[["password","email","name"]]"#, r#"[["password","email","name"]]"#),
        (r#"[["password"],["a","b"]]"#, r#"[["password"],["a","b"]]"#),
    ] {
        assert_scrubbed(text, expected);
    }
}
