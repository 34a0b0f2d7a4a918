//! Ten mebibytes of anything cost bounded time and memory, whatever they are taken for, and show no secret.
#![allow(clippy::unwrap_used, clippy::type_complexity, reason = "a test fails by panicking")]

use std::io;
use std::time::{Duration, Instant};

use http::HeaderValue;
use tracewell_redact::{Locator, Policy};

const HUGE: usize = 10 << 20;

/// What is written grows with what is scanned, and not with what came.
const MOST: usize = 256 << 10;

/// A loaded machine has all the time it wants; work that grows with the square of the text would take hours.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn whatever_they_are_taken_for() {
    let policy = Policy::production();
    let locate = |locator, text: &str| {
        let (mut out, mut spare) = (String::new(), String::new());
        policy.locate_into(locator, text, &mut spare, &mut out);
        out
    };
    let json = |text: &str| {
        let mut out = String::new();
        policy.json().most_bytes(64 << 10).redact_into(text.as_bytes(), &mut out);
        out
    };
    let ways: [(&str, &dyn Fn(&str) -> String); 12] = [
        ("text", &|text| policy.scrub(text).into_owned()),
        ("url", &|text| policy.url(text)),
        ("query", &|text| policy.query(text)),
        ("path", &|text| policy.path(text).into_owned()),
        ("path of a route", &|text| policy.path_of_route(text, "/{a}/{*token}")),
        ("place", &|text| locate(Locator::Url, text)),
        ("path in a field", &|text| locate(Locator::Path, text)),
        ("json", &json),
        ("header", &|text| policy.header("host", &HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("")))),
        ("cookie", &|text| {
            policy.header("cookie", &HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("")))
        }),
        ("error", &|text| policy.error_chain(&io::Error::other(text.to_owned())).to_string()),
        ("name", &|text| policy.outside_name(text).into_owned()),
    ];
    for unit in ["alice@example.com ", "/a;b=4111", "[{\"a?a=b&\":", "https://u:p@"] {
        let text = unit.repeat(HUGE / unit.len());
        for (way, work) in ways {
            let begun = Instant::now();
            let out = work(&text);
            assert!(out.len() <= MOST, "{unit:?} as {way}: {} bytes", out.len());
            assert!(begun.elapsed() < PATIENCE, "{unit:?} as {way}: {:?}", begun.elapsed());
            assert!(!out.contains("alice@"), "{unit:?} as {way}");
        }
    }
}
