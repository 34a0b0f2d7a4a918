//! A service that logs all of a request's headers with `{:?}` gives no secret away, whatever header it stands in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod planted;
mod support;

use std::fmt::Write as _;

use http::{HeaderMap, HeaderName, HeaderValue};
use planted::{lines, parts, secret, shapes};
use proptest::prelude::*;
use support::{ALNUM, every_kind, private_key, random};
use tracewell_redact::Policy;

const NAMES: &[&str] =
    &["authorization", "cookie", "user-agent", "referer", "forwarded", "tracestate", "x-planted", "x-api-key"];

/// The headers of a request that has `text` in all of them, as `Debug` writes them.
fn headers(text: &str) -> [String; 4] {
    // A header is one line.
    let value: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("localhost"));
    for name in NAMES {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap());
        headers.append("x-more", HeaderValue::from_str(&format!("a={value}; b={value}")).unwrap());
    }
    let mut tall = String::new();
    let _ = write!(tall, "{headers:#?}");
    let flat = format!("headers {headers:?} of it");
    // Within another `Debug`, or in a line of JSON.
    let nested = format!("{:?}", [&flat]);
    [serde_json::json!({ "note": flat }).to_string(), flat, tall, nested]
}

#[track_caller]
fn assert_gone(text: &str, parts: &[String]) {
    for shown in headers(text) {
        let scrubbed = Policy::development().scrub(&shown).into_owned();
        for part in parts {
            assert!(!scrubbed.contains(part.as_str()), "{part:?} is left of {shown:?}: {scrubbed:?}");
        }
    }
}

#[test]
fn each_shape_and_kind() {
    let token = random(ALNUM, 24, 8);
    for shape in shapes(&token) {
        assert_gone(&shape, &parts(&token));
    }
    for (kind, text) in every_kind(8) {
        if kind != "private_key" {
            assert_gone(&text, &parts(&text));
        }
    }
    // The newlines of a block are no part of a header, unless they are escaped.
    for newline in ["", "\\n", " "] {
        assert_gone(&private_key(newline, "RSA "), &lines(&private_key("\n", "RSA ")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn between_other_things((text, parts) in secret(), before in "([a-z]{1,6}[ ;,] ?){0,2}", after in "( [a-z]{1,6}){0,2}") {
        assert_gone(&format!("{before}{text}{after}"), &parts);
    }
}
