//! What was masked is masked: a URL, a query, a path, a place in a longer text, whatever somebody sent for one.

#![allow(clippy::unwrap_used, clippy::type_complexity, reason = "a test fails by panicking")]

mod support;

use proptest::prelude::*;
use support::every_kind;
use tracewell_redact::{Counts, Locator, Mode, Policy, Reason};

fn located(policy: &Policy, text: &str) -> String {
    let (mut out, mut spare) = (String::new(), String::new());
    policy.locate_into(Locator::Url, text, &mut spare, &mut out);
    out
}

fn policies() -> [Policy; 2] {
    let allowing = Policy::builder(Mode::Production).allow_query(["page", "sort", "a", ""]).build().unwrap();
    [Policy::development(), allowing]
}

/// Each way to mask says the same of what it said.
fn assert_settled(text: &str) {
    for policy in policies() {
        let ways: [(&str, &dyn Fn(&str) -> String); 4] = [
            ("url", &|text| policy.url(text)),
            ("query", &|text| policy.query(text)),
            ("path", &|text| policy.path(text).into_owned()),
            ("place", &|text| located(&policy, text)),
        ];
        for (way, mask) in ways {
            let once = mask(text);
            assert_eq!(mask(&once), once, "{way} of {text:?}");
        }
    }
}

/// What a search has found: the beginning is masked as one thing, and then read as another.
#[test]
fn for_garbage_that_was_not() {
    for text in [
        "p%an=[REDACTED]]\u{fffd}%BA@\u{fffd}",
        "p%an=Q]\u{fffd}%BA@\u{fffd}",
        "~;te_key:0=/;&p%an\t=REDACTED",
        "~\u{fffd}te_key\u{fffd}:0=/;&p%an\t=Q",
        "?\u{fffd}_key:\tabc",
        "?a_key:\tabc&b",
        "//://?=;",
        "a:b@c:d@e?f#g@h",
        "x;y=z@w;v",
        "data:\tdata:x",
    ] {
        assert_settled(text);
    }
}

#[test]
fn for_one_beyond_what_is_scanned() {
    let policy = Policy::builder(Mode::Production).max_value_bytes(64).build().unwrap();
    for piece in ["a&", "a=b&", "/a;b", "/a@b.com", "x", "é", "?a#"] {
        for text in
            [piece.repeat(4000), format!("https://host/?{}", piece.repeat(4000)), format!("see {}", piece.repeat(4000))]
        {
            let once = policy.url(&text);
            assert_eq!(policy.url(&once), once, "{piece}");
            let once = located(&policy, &text);
            assert_eq!(located(&policy, &once), once, "{piece}");
        }
    }
}

#[test]
fn and_counts_nothing_twice() {
    let redactions = |counts: &Counts| counts.get(Reason::Name);
    let policy = Policy::development();
    let mut masked = policy.url("https://bob:pw@host/a;b=c/d?page=2&flag&q=#x");
    let counted = redactions(policy.counts());
    assert!(counted > 0);
    for _ in 0..3 {
        masked = policy.url(&masked);
        masked = located(&policy, &masked);
    }
    assert_eq!(redactions(policy.counts()), counted);
}

/// Pieces that are glued in any order: what begins, parts and ends the parts of a URL, and imitates what was masked.
fn piece() -> impl Strategy<Value = String> {
    let fixed = proptest::sample::select(vec![
        "https://",
        "http:/",
        "postgres://",
        "data:",
        "mailto:",
        "//",
        "/",
        "\\",
        "\\\\",
        ":",
        "@",
        "?",
        "#",
        "&",
        "=",
        ";",
        "%",
        "%40",
        "%2F",
        "%3D",
        "%26",
        "%3B",
        "%5B",
        "%2540",
        "%zz",
        "+",
        ".",
        ",",
        " ",
        "\t",
        "\n",
        "\"",
        "'",
        "`",
        "(",
        ")",
        "[",
        "]",
        "[::1]",
        "{",
        "}",
        "<",
        ">",
        "|",
        "~",
        "…",
        "é",
        "\u{fffd}",
        "\u{200b}",
        "\0",
        "a",
        "b",
        "host",
        "page",
        "sort",
        "pan",
        "p%an",
        "key",
        "te_key",
        "token",
        "password",
        "code",
        "mfa",
        "s",
        "8080",
        ":80",
        "0",
        "bob",
        "pw",
        "REDACTED",
        "REDACTED:REDACTED",
        "REDACTED:REDACTED@",
        "=REDACTED",
        "[REDACTED]",
        "[REDACTED:email]",
        "[FILTERED]",
        "alice@example.com",
        "Bearer ",
        "expired",
        "none",
        "Some(\"",
        "query: Some(\"",
        "fragment: Some(\"",
        "username: \"",
        "Url { ",
        ", path: \"/",
        "\\\"",
    ])
    .prop_map(str::to_owned);
    let secret = (1_u64..200, any::<prop::sample::Index>()).prop_map(|(seed, index)| {
        let kinds = every_kind(seed);
        index.get(&kinds).1.clone()
    });
    prop_oneof![16 => fixed, 2 => secret, 1 => "[a-zA-Z0-9._%+=/-]{1,20}", 1 => "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn for_glued_pieces(pieces in prop::collection::vec(piece(), 0..14)) {
        assert_settled(&pieces.concat());
    }

    #[test]
    fn for_any_text(text in "\\PC{0,200}") {
        assert_settled(&text);
    }

    #[test]
    fn for_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        assert_settled(&String::from_utf8_lossy(&bytes));
    }

    /// No kind of secret is seen, in whatever part of a URL it stands; and what is no secret is seen.
    #[test]
    fn and_no_planted_secret_is_seen(
        seed in 1_u64..10_000,
        index in any::<prop::sample::Index>(),
        place in 0_usize..8,
        segments in prop::collection::vec("z[a-y]{1,6}", 1..4),
        names in prop::collection::vec("z[a-y]{1,6}", 1..4),
    ) {
        let kinds = every_kind(seed);
        let (kind, secret) = index.get(&kinds);
        // One with a delimiter in it has to be encoded, as anybody would do who builds a URL.
        let encoded: String = secret.bytes().map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        }).collect();
        let path: String = segments.iter().map(|segment| format!("/{segment}")).collect();
        let query: Vec<String> = names.iter().map(|name| format!("{name}=v")).collect();
        let masked_query: Vec<String> = names.iter().map(|name| format!("{name}=REDACTED")).collect();
        let (query, masked_query) = (query.join("&"), masked_query.join("&"));
        let host = "https://host.internal:8443";
        let url = match place {
            0 => format!("https://{encoded}@host.internal:8443{path}?{query}"),
            1 => format!("https://u:{encoded}@host.internal:8443{path}?{query}"),
            2 => format!("{host}{path}/{encoded}?{query}"),
            3 => format!("{host}{path};m={encoded}?{query}"),
            4 => format!("{host}{path}?{query}&zq={encoded}"),
            5 => format!("{host}{path}?{query}&{encoded}"),
            6 => format!("{host}{path}?{query}&{encoded}=zq"),
            _ => format!("{host}{path}?{query}#{encoded}"),
        };
        for policy in policies() {
            for masked in [policy.url(&url), located(&policy, &url), located(&policy, &format!("see {url}"))] {
                // `Bearer` and `Basic` are kept, and what begins a PEM block says nothing.
                let shown = [secret.as_str(), &encoded].into_iter().any(|form| masked.contains(form));
                prop_assert!(!shown, "{} in {} from {}", kind, masked, url);
                prop_assert!(masked.contains("host.internal:8443"), "{} from {}", masked, url);
                prop_assert!(masked.contains(&path), "{} from {}", masked, url);
                prop_assert!(masked.contains(&masked_query), "{} from {}", masked, url);
            }
            prop_assert_eq!(policy.url(&policy.url(&url)), policy.url(&url));
        }
    }
}
