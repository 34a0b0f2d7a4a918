//! Secrets in text are replaced in place, and the rest of the text stays.

mod support;

use support::{ALNUM, base64, card, every_kind, private_key, random};
use tracewell_redact::{Kind, Policy, Reason};

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
fn every_kind_is_replaced_wherever_it_stands() {
    for seed in 1..8 {
        for (kind, secret) in every_kind(seed) {
            let marker = format!("[REDACTED:{kind}]");
            for (before, after) in [
                ("", ""),
                ("got ", " from there"),
                ("(", ")"),
                ("\"", "\""),
                ("<", ">"),
                ("line\n", "\nline"),
                ("value\\n", "\\nmore"),
                ("[", "]"),
                ("a, ", ", b"),
                ("é ", " é"),
                ("\u{1b}[31m", "\u{1b}[0m"),
                ("x: ", ""),
                ("see /v1/", " now"),
            ] {
                let text = format!("{before}{secret}{after}");
                let expected = format!("{before}{marker}{after}");
                assert_scrubbed(&text, &expected);
            }
        }
    }
}

#[test]
fn every_kind_has_a_test() {
    let mut kinds: Vec<&str> = every_kind(1).into_iter().map(|(kind, _)| kind).collect();
    kinds.extend(["bearer", "basic", "url_userinfo"]);
    for kind in Kind::ALL {
        assert!(kinds.contains(&kind.as_str()), "{kind:?}");
    }
}

#[test]
fn schemes_stay_and_credentials_go() {
    let token = random(ALNUM, 30, 1);
    for (text, expected) in [
        (format!("sent Bearer {token} to x"), "sent Bearer [REDACTED:bearer] to x"),
        (format!("bEaReR\t{token}"), "bEaReR\t[REDACTED:bearer]"),
        ("Bearer BAAD".to_owned(), "Bearer [REDACTED:bearer]"),
        ("Bearer hunter2, then".to_owned(), "Bearer [REDACTED:bearer], then"),
        (format!("Basic {} x", base64(b"user:pass")), "Basic [REDACTED:basic] x"),
        (format!("BASIC {}", base64(b"a:b")), "BASIC [REDACTED:basic]"),
        (format!("'basic {}'", base64(b"alice:correct horse")), "'basic [REDACTED:basic]'"),
    ] {
        assert_scrubbed(&text, expected);
    }
}

#[test]
fn user_and_password_of_a_url_go() {
    for (text, expected) in [
        ("postgres://app:hunter2@db:5432/main", "postgres://[REDACTED:url_userinfo]@db:5432/main"),
        ("at redis://:hunter2@cache/0.", "at redis://[REDACTED:url_userinfo]@cache/0."),
        ("https://ghtoken@host/x", "https://[REDACTED:url_userinfo]@host/x"),
        ("amqp://u:p@ss@host", "amqp://[REDACTED:url_userinfo]@host"),
        ("amqp://u:pa/ss@host/v", "amqp://[REDACTED:url_userinfo]@host/v"),
        ("mysql://alice@corp.com:pw@host/db", "mysql://[REDACTED:url_userinfo]@host/db"),
        ("\"https:\\/\\/u:p@host\\/\"", "\"https:\\/\\/[REDACTED:url_userinfo]@host\\/\""),
        ("https://token:abc@host/x", "https://[REDACTED:url_userinfo]@host/x"),
        ("https://REDACTED:REDACTED@host/x", "https://REDACTED:REDACTED@host/x"),
    ] {
        assert_scrubbed(text, expected);
    }
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
fn percent_encoded_secrets_go() {
    let card = card("4", 16, 5);
    for (text, expected) in [
        ("/users/alice%40example.com/orders".to_owned(), "/users/[REDACTED:email]/orders"),
        ("/users/alice%2540example.com/orders".to_owned(), "/users/[REDACTED:email]/orders"),
        ("/users/%61lice%40example%2Ecom".to_owned(), "/users/[REDACTED:email]"),
        (format!("/pay/{}%20{}/x", &card[..4], &card[4..]), &*format!("/pay/{}%20{}/x", &card[..4], &card[4..])),
        (format!("/pay/{}/x", support::grouped(&card, &[4, 4, 4, 4], "%20")), "/pay/[REDACTED:card]/x"),
        ("?next=https%3A%2F%2Fu%3Ap%40host%2F".to_owned(), "?next=https%3A%2F%2F[REDACTED:url_userinfo]%40host%2F"),
        ("/cb%3Ftoken%3Dabc%26b%3Dc".to_owned(), "/cb%3Ftoken%3D[REDACTED]"),
        ("100% of 50%, %zz".to_owned(), "100% of 50%, %zz"),
    ] {
        assert_scrubbed(&text, expected);
    }
}

#[test]
fn a_private_key_without_an_end_goes_to_the_end() {
    let key = private_key("\n", "EC ");
    let cut = &key[..key.len() - 40];
    assert_scrubbed(&format!("key {cut}"), "key [REDACTED:private_key]");
}

#[test]
fn what_begins_like_one_secret_may_be_another() {
    let key = format!("{}eyJ{}T3BlbkFJ{}", "sk-", random(ALNUM, 17, 1), random(ALNUM, 20, 2));
    assert_scrubbed(&format!("<{key}>"), "<[REDACTED:openai_key]>");
}

#[test]
fn what_is_replaced_is_counted_by_reason() {
    let policy = Policy::development();
    let _ = policy.scrub("alice@example.com and bob@example.com, token=x");
    assert_eq!(policy.counts().get(Reason::Kind(Kind::Email)), 2);
    assert_eq!(policy.counts().get(Reason::Name), 1);
    assert!(policy.holds_secret("carol@example.com"));
    assert_eq!(policy.counts().iter().map(|(_, count)| count).sum::<u64>(), 3);
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

#[test]
fn numbers_in_groups_of_any_kind_go() {
    let sixteen = card("4", 16, 5);
    let amex = card("37", 15, 5);
    let diners = card("36", 14, 5);
    for between in [" ", "  ", "\u{a0}", "\u{202f}", "-"] {
        for (number, groups) in [
            (&sixteen, &[4, 4, 4, 4][..]),
            (&amex, &[4, 6, 5]),
            (&amex, &[4, 4, 4, 3]),
            (&diners, &[4, 6, 4]),
            (&diners, &[4, 4, 4, 2]),
        ] {
            let text = support::grouped(number, groups, between);
            assert_scrubbed(&format!("paid {text}, so"), "paid [REDACTED:card], so");
            assert_scrubbed(&format!("{}{text}", "x ".repeat(37)), &format!("{}[REDACTED:card]", "x ".repeat(37)));
        }
    }
    let iban = ["DE89", "3704", "0044", "0532", "0130", "00"];
    for between in ["", " ", "  ", "-", "\u{a0}", "\u{202f}"] {
        assert_scrubbed(&format!("to {}.", iban.join(between)), "to [REDACTED:iban].");
    }
}
