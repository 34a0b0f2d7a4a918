//! Secrets that are written in a way that few people write them.

mod support;

use support::{ALNUM, LOWER, grouped, iban, random};
use tracewell_redact::Policy;

#[track_caller]
fn scrubs(text: &str, expected: &str) {
    let policy = Policy::development();
    let scrubbed = policy.scrub(text).into_owned();
    assert_eq!(scrubbed, expected, "\n  from: {text}");
    assert_eq!(policy.scrub(&scrubbed), expected, "a marker is never redacted again");
}

#[test]
fn separators_of_full_width_part_a_name_from_its_value() {
    for (text, expected) in [
        ("password\u{ff1a}hunter2", "password\u{ff1a}[REDACTED]"),
        ("password\u{ff1a} hunter2 x", "password\u{ff1a} [REDACTED] x"),
        ("token\u{ff1d}abc&b=1", "token\u{ff1d}[REDACTED]&b=1"),
        ("token\u{fe66}abc", "token\u{fe66}[REDACTED]"),
        ("token\u{fe55}abc", "token\u{fe55}[REDACTED]"),
        ("\"token\"\u{ff1a}\"abc\", x", "\"token\"\u{ff1a}\"[REDACTED]\", x"),
        ("api_key \u{ff1a} Some(\"abc\")", "api_key \u{ff1a} [REDACTED]"),
        ("x=1, secret\u{3000}\u{ff1a}\u{3000}abc", "x=1, secret\u{3000}\u{ff1a}\u{3000}[REDACTED]"),
        ("password%EF%BC%9Ahunter2", "password%EF%BC%9A[REDACTED]"),
        ("token=abc/secret\u{ff1a} def", "token=[REDACTED]"),
        ("invalid token\u{ff1a}expired", "invalid token\u{ff1a}expired"),
        ("routing key\u{ff1a}orders.created", "routing key\u{ff1a}orders.created"),
        ("author\u{ff1a}Jane", "author\u{ff1a}Jane"),
    ] {
        scrubs(text, expected);
    }
}

#[test]
fn account_numbers_may_be_in_lower_case() {
    for (country, len) in [("DE", 22), ("GB", 22), ("FR", 27), ("NO", 15), ("MT", 31)] {
        for seed in 1..20 {
            let upper = iban(country, len, seed);
            let lower = upper.to_lowercase();
            let groups: Vec<usize> = (0..len).step_by(4).map(|at| (len - at).min(4)).collect();
            for number in [&lower, &grouped(&lower, &groups, " "), &grouped(&lower, &groups, "-")] {
                scrubs(number, "[REDACTED:iban]");
                scrubs(&format!("to {number}, please"), "to [REDACTED:iban], please");
                scrubs(&format!("%20{}", number.replace(' ', "%20")), "%20[REDACTED:iban]");
                scrubs(&format!("pin: {number} x"), "pin: [REDACTED] x");
            }
            let mixed = format!("{}{}", &upper[..1], &lower[1..]);
            scrubs(&mixed, "[REDACTED:iban]");
            // Not in odd groups, where a sentence could be one; and not with another check digit.
            let odd = grouped(&lower, &[5, len - 5], " ");
            scrubs(&odd, &odd);
            let last = lower.bytes().last().unwrap_or_default();
            let wrong = format!("{}{}", &lower[..len - 1], (last - b'0' + 1) % 10);
            scrubs(&wrong, &wrong);
        }
    }
}

#[test]
fn lists_of_pairs_of_json_go_as_debug_shows_them() {
    for (text, expected) in [
        (r#"Object {"password": String("x"), "a": Null}"#, r#"Object {"password": [REDACTED], "a": Null}"#),
        (
            r#"Object {"auth": Object {"a": String("x")}, "tokens": Array [String("y")], "n": Null}"#,
            r#"Object {"auth": [REDACTED], "tokens": [REDACTED], "n": Null}"#,
        ),
        (r#"("token", String("x"))"#, r#"("token", [REDACTED])"#),
        (r#"[(String("token"), String("x"))]"#, r#"[(String("token"), [REDACTED])]"#),
        (
            r#"Array [Array [String("token"), String("x")], Array [String("name"), String("y")]]"#,
            r#"Array [Array [String("token"), [REDACTED]], Array [String("name"), String("y")]]"#,
        ),
        (
            r#"Array [Array [String("a"), Number(1)], Array [String("api_key"), Object {"a": Bool(true)}]]"#,
            r#"Array [Array [String("a"), Number(1)], Array [String("api_key"), [REDACTED]]]"#,
        ),
        (
            "Array [\n    Array [\n        String(\"pin\"),\n        Number(1234),\n    ],\n]",
            "Array [\n    Array [\n        String(\"pin\"),\n        [REDACTED],\n    ],\n]",
        ),
    ] {
        scrubs(text, expected);
    }
    // Lists of names.
    for text in [
        r#"Array [String("token"), String("name")]"#,
        r#"Array [Array [String("token"), String("name"), String("id")]]"#,
    ] {
        scrubs(text, text);
    }
}

#[test]
fn local_parts_of_addresses_have_signs() {
    for sign in ["!", "#", "$", "%", "&", "'", "*", "+", "-", "^", "_", "~", "."] {
        scrubs(&format!("to alice{sign}smith@example.com now"), "to [REDACTED:email] now");
    }
    scrubs("r&d&x@example.com", "[REDACTED:email]");
    // What parts the values of a query is no part of an address, and neither is what marks it in a text.
    for (text, expected) in [
        ("/x?a=b&alice@example.com", "/x?a=b&[REDACTED:email]"),
        ("/x?alice@example.com&bob@example.com", "/x?[REDACTED:email]&[REDACTED:email]"),
        ("/x?email=alice@example.com&b=c", "/x?email=[REDACTED:email]&b=c"),
        ("**alice@example.com**", "**[REDACTED:email]**"),
        ("#alice@example.com", "#[REDACTED:email]"),
        ("~alice@example.com!", "~[REDACTED:email]!"),
        ("!!@example.com", "!!@example.com"),
    ] {
        scrubs(text, expected);
    }
}

#[test]
fn tokens_of_letters_go_behind_the_name_of_a_module() {
    for seed in 1..40 {
        let letters: String = random(ALNUM, 40, seed).chars().filter(char::is_ascii_alphabetic).take(24).collect();
        scrubs(&format!("app::auth::token: {letters} x"), "app::auth::token: [REDACTED] x");
        let lower = random(LOWER, 24, seed);
        scrubs(&format!("app::session: {lower}"), "app::session: [REDACTED]");
    }
    for text in [
        "app::session: SessionManagerStarted now",
        "app::auth: internationalization is on",
        "app::auth: user bob logged in",
        "app::session: session_store_connected",
        "app::key: rotation-is-scheduled",
    ] {
        scrubs(text, text);
    }
}

#[test]
fn what_is_encoded_three_times_is_decoded() {
    for (text, expected) in [
        ("/users/alice%252540example.com/x", "/users/[REDACTED:email]/x"),
        ("a?access%25255Ftoken=abc&b=c", "a?access%25255Ftoken=[REDACTED]&b=c"),
        ("%252522token%252522%25253A%252522abc%252522", "%252522token%252522%25253A%252522[REDACTED]%252522"),
    ] {
        scrubs(text, expected);
    }
}
