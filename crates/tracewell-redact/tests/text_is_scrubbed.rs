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

#[test]
fn who_appends_is_told_whether_there_was_anything_to_replace() {
    let policy = Policy::development();
    let long = "word ".repeat(policy.scan_limit() / 5 + 10);
    let mut out = "before ".to_owned();
    assert!(!policy.scrub_into("clean", &mut out));
    assert_eq!(out, "before ");
    assert!(policy.scrub_into("password=x1", &mut out));
    assert_eq!(out, "before password=[REDACTED]");
    out.clear();
    assert!(policy.scrub_into(&long, &mut out), "the rest is left out");
    assert_eq!(out, policy.scrub(&long));
    assert!(out.len() < long.len() && long.starts_with(&out));
}
