//! Headers show what is allowed, the scheme of credentials, the names of cookies, and nothing else.

use http::{HeaderMap, HeaderName, HeaderValue};
use tracewell_redact::{Mode, Policy, Reason};

fn shown(name: &str, value: &str) -> String {
    Policy::development()
        .header(name, &HeaderValue::from_bytes(value.as_bytes()).unwrap_or(HeaderValue::from_static("")))
}

#[test]
fn each_kind_of_header_has_its_rule() {
    for (name, value, expected) in [
        ("accept", "application/json", "application/json"),
        ("content-length", "17", "17"),
        ("user-agent", "curl/8.1", "curl/8.1"),
        ("x-request-id", "018f2b6e-7c1a-7d3e-9b55-0242ac120002", "018f2b6e-7c1a-7d3e-9b55-0242ac120002"),
        ("host", "alice@example.com", "[REDACTED:email]"),
        ("authorization", "Bearer abc", "Bearer [REDACTED]"),
        ("authorization", "bAsIc abc", "bAsIc [REDACTED]"),
        ("authorization", "Digest username=\"a\", response=\"b\"", "Digest [REDACTED]"),
        ("authorization", "Secret-Scheme abc", "[REDACTED]"),
        ("authorization", "abcdef", "[REDACTED]"),
        ("authorization", "Bearer", "[REDACTED]"),
        ("authorization", "", "[REDACTED]"),
        ("proxy-authorization", "Basic abc", "Basic [REDACTED]"),
        ("cookie", "a=b; c=\"d; e\"; f", "a=[REDACTED]; c=[REDACTED]"),
        ("cookie", "opaque", "[REDACTED]"),
        ("cookie", "<script>=1; a=b=c", "a=[REDACTED]"),
        ("cookie", "", "[REDACTED]"),
        ("set-cookie", "sid=abc; Path=/; HttpOnly", "sid=[REDACTED]"),
        ("x-api-key", "abc", "[REDACTED]"),
        ("x-hub-signature-256", "abc", "[REDACTED]"),
        ("sec-websocket-protocol", "abc", "[REDACTED]"),
        ("x-mycelium-tenant-id", "abc", "[REDACTED]"),
        ("x-forwarded-for", "203.0.113.77, 198.51.100.4", "203.0.113.0, 198.51.100.0"),
        ("x-real-ip", "2001:db8:1:2::3", "2001:db8:1::"),
        ("x-real-ip", "alice", "[REDACTED]"),
        (
            "forwarded",
            "for=\"[2001:db8:1:2::3]:47011\";proto=https;by=203.0.113.43;host=h, for=_secret",
            "for=2001:db8:1::;proto=https;by=203.0.113.0;host=[FILTERED], for=[REDACTED]",
        ),
        ("via", "1.1 proxy.internal", "[FILTERED]"),
        ("location", "https://u:p@host/a?b=c#d", "https://REDACTED:REDACTED@host/a?b=REDACTED"),
        ("referer", "/reset?token=abc", "/reset?token=REDACTED"),
        ("www-authenticate", "Digest realm=\"x\", nonce=\"abc\"", "Digest realm=\"x\", nonce=\"[REDACTED]\""),
        ("x-anything", "abc", "[FILTERED]"),
        ("idempotency-key", "abc", "[FILTERED]"),
    ] {
        assert_eq!(shown(name, value), expected, "{name}: {value}");
    }
}

#[test]
fn a_value_marked_sensitive_is_erased_whatever_its_name() {
    let policy = Policy::builder(Mode::Development).allow(["x-note"]).build().unwrap();
    for name in ["accept", "x-note", "x-anything", "referer", "x-real-ip"] {
        let mut value = HeaderValue::from_static("203.0.113.77");
        value.set_sensitive(true);
        assert_eq!(policy.header(name, &value), "[REDACTED]", "{name}");
    }
    // A client marks its own token so; the scheme is no part of it.
    let mut value = HeaderValue::from_static("Bearer abc");
    value.set_sensitive(true);
    assert_eq!(policy.header("authorization", &value), "Bearer [REDACTED]");
}

#[test]
fn a_service_allows_headers_but_no_credentials() {
    let policy = Policy::builder(Mode::Production)
        .allow(["x-order-id"])
        .allow_headers(["X-Region", "x-api-key", "authorization"])
        .build()
        .unwrap();
    let show = |name, value| policy.header(name, &HeaderValue::from_static(value));
    assert_eq!(show("x-order-id", "7"), "7");
    assert_eq!(show("x-region", "eu, ask alice@example.com"), "eu, ask [REDACTED:email]");
    assert_eq!(show("x-api-key", "abc"), "[REDACTED]");
    assert_eq!(show("authorization", "Bearer abc"), "Bearer [REDACTED]");
    assert_eq!(show("x-other", "7"), "[FILTERED]");
}

#[test]
fn what_is_no_text_is_not_shown() {
    for name in ["accept", "authorization", "cookie", "referer", "x-forwarded-for", "x-api-key", "x-other"] {
        let shown = Policy::development().header(name, &HeaderValue::from_bytes(b"Bearer \xff\xfe").unwrap());
        assert!(shown == "[REDACTED]" || shown == "[FILTERED]", "{name}: {shown}");
    }
}

#[test]
fn long_values_are_cut() {
    assert_eq!(shown("user-agent", &"a".repeat(5000)).len(), 256);
    assert_eq!(shown("accept", &"é".repeat(5000)).len(), 1024);
}

#[test]
fn every_header_of_a_map_is_shown_once_and_names_are_scanned() {
    let mut headers = HeaderMap::new();
    headers.append("accept", HeaderValue::from_static("a"));
    headers.append("accept", HeaderValue::from_static("b"));
    headers.append("x-api-key", HeaderValue::from_static("secret"));
    let token = format!("{}{}", "glpat-", "a1b2c3d4e5f6g7h8i9j0");
    headers.append(HeaderName::from_bytes(token.as_bytes()).unwrap(), HeaderValue::from_static("x"));
    let policy = Policy::production();
    let shown = policy.headers(&headers);
    assert_eq!(shown.to_string(), "accept: a, accept: b, x-api-key: [REDACTED], [REDACTED:gitlab_token]: [FILTERED]");
    assert!(format!("{shown:?}").starts_with("{\"accept\": \"a\", \"accept\": \"b\","));
    assert_eq!(shown.iter().count(), 4);
    assert!(policy.counts().get(Reason::Name) > 0 && policy.counts().get(Reason::Filter) > 0);
}

#[test]
fn what_is_shown_passes_the_scanner_unchanged() {
    let policy = Policy::production();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("authorization", "Bearer abc"),
        ("cookie", "a=b; c=d"),
        ("set-cookie", "sid=abc; Path=/"),
        ("x-api-key", "abc"),
        ("referer", "https://u:p@host/a?token=c"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let shown = policy.headers(&headers);
    for text in [shown.to_string(), format!("{shown:?}")] {
        assert_eq!(policy.scrub(&text), text);
    }
}
