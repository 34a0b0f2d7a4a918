//! Whatever is planted in innocent text is gone afterwards, and nothing else has changed.

mod support;

use proptest::prelude::*;
use support::every_kind;
use tracewell_redact::Policy;

/// Innocent text that a secret can stand in: it ends with something that parts words.
fn innocent() -> impl Strategy<Value = String> {
    prop_oneof![
        "([a-z]{1,9}[ ,.!?] ?){0,6}",
        "([A-Z][a-z]{1,9} \\{ w[aeiou]{1,5}x_ms: [0-9]{1,4}, ){0,2}",
        "(w[aeiou]{1,6}x_ms=[0-9]{1,4} ){0,4}",
        "(\\{\"count\":[0-9]{1,3}, )?",
        "((größe|日本|prix) [0-9]{1,3}€ ){0,3}",
        "(/v1/[a-z]{2,8}){1,3} ",
        "at 2026-11-22T03:15:00\\.[0-9]{6}Z ",
    ]
}

fn secret() -> impl Strategy<Value = (String, String)> {
    (1_u64..10_000, any::<prop::sample::Index>()).prop_map(|(seed, index)| {
        let kinds = every_kind(seed);
        let (kind, secret) = index.get(&kinds);
        (secret.clone(), format!("[REDACTED:{kind}]"))
    })
}

/// Whether something in it may be a percent-encoded byte.
fn is_encoded(value: &str) -> bool {
    let hex = |byte: &u8| byte.is_ascii_hexdigit();
    value.as_bytes().windows(3).any(|three| three[0] == b'%' && three[1..].iter().all(hex))
}

/// A pair under a sensitive name: what stands before the value, the value, what stands behind.
fn pair() -> impl Strategy<Value = (String, String, String)> {
    let open = prop::sample::select(vec![
        ("password=", " "),
        ("client_secret=", "&"),
        ("userToken = ", ", "),
        ("api-key: ", "\n"),
        ("\"pin\":\"", "\""),
        ("\\\"token\\\":\\\"", "\\\""),
        ("token: \"", "\""),
        ("(\"x-auth-token\", \"", "\")"),
        ("Password=", ";"),
        ("pass='", "' "),
    ]);
    (open, "[A-Za-z0-9!#%*+./_-]{4,24}[A-Za-z0-9]")
        // An encoded quote that nothing closes, or an encoded backslash before one, takes more along once it is decoded.
        .prop_filter("nothing percent-encoded", |(_, value)| !is_encoded(value))
        .prop_map(|((before, after), value)| (before.into(), value, after.into()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn secrets_of_every_kind(parts in prop::collection::vec((innocent(), secret()), 1..4), end in innocent()) {
        let mut text = String::new();
        let mut expected = String::new();
        for (before, (secret, marker)) in &parts {
            text += &format!("{before}<{secret}> ");
            expected += &format!("{before}<{marker}> ");
        }
        text += &end;
        expected += &end;
        prop_assert_eq!(Policy::development().scrub(&text), expected);
    }

    #[test]
    fn values_under_sensitive_names(parts in prop::collection::vec((innocent(), pair()), 1..4), end in innocent()) {
        let mut text = String::new();
        let mut expected = String::new();
        for (lead, (before, value, after)) in &parts {
            text += &format!("{lead} {before}{value}{after} ");
            expected += &format!("{lead} {before}[REDACTED]{after} ");
        }
        text += &end;
        expected += &end;
        prop_assert_eq!(Policy::development().scrub(&text), expected);
    }

    #[test]
    fn innocent_text_alone(parts in prop::collection::vec(innocent(), 0..6)) {
        let text = parts.concat();
        prop_assert_eq!(Policy::development().scrub(&text), text.as_str());
    }
}
