//! Whoever supplies a URL can't switch its masking off: not with blanks or quotes in it, not with text around it.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use proptest::prelude::*;
use tracewell_redact::{Kind, Locator, Mode, Policy, Reason};

fn located_by(policy: &Policy, text: &str) -> String {
    let (mut out, mut spare) = (String::new(), String::new());
    policy.locate_into(Locator::Url, text, &mut spare, &mut out);
    out
}

fn located(text: &str) -> String {
    located_by(&Policy::development(), text)
}

#[test]
fn all_behind_the_first_mark_is_a_query() {
    for (text, shown) in [
        (r#"Some("https://h/cb?q=SEK#F")"#, r#"Some("https://h/cb?q=REDACTED")"#),
        (r#"Some("https://h/cb#F")"#, r#"Some("https://h/cb")"#),
        (r#"Ok(Some("https://h/cb?q=SEK&r=SEK"))"#, r#"Ok(Some("https://h/cb?q=REDACTED&r=REDACTED"))"#),
        (r#"Some("https://bob:p?w@h/")"#, r#"Some("https://REDACTED?REDACTED")"#),
        ("https://h/x?q=SEK\u{a0}", "https://h/x?q=REDACTED"),
        ("https://h/x?q=1 SEK#SEK", "https://h/x?q=REDACTED"),
        ("https://h/x?q=1\" SEK", "https://h/x?q=REDACTED"),
        ("https://h/x?q=1 SEK&r=2", "https://h/x?q=REDACTED&r=REDACTED"),
        ("https://h/x?q=1&SEK is=2 ", "https://h/x?q=REDACTED&REDACTED"),
        ("https://h/x? SEK", "https://h/x?REDACTED"),
        ("https://h/x#SEK SEK", "https://h/x"),
        ("GET https://h/cb?q=SEK", "GET https://h/cb?q=REDACTED"),
        ("GET /cb?q=SEK HTTP/1.1", "GET /cb?q=REDACTED"),
        ("GET https://h/cb HTTP/1.1", "GET https://h/cb HTTP/1.1"),
        ("see https://h:80/a and https://bob:pw@h/b", "see https://h:80/a and https://REDACTED:REDACTED@h/b"),
        ("see https://a/x https://bob:p?w@h/b", "see https://a/x https://REDACTED?REDACTED"),
        ("a https://bob:p://?w@h/", "a https://REDACTED://?REDACTED"),
        ("https://bob:my pw@h/a", "https://REDACTED:REDACTED@h/a"),
        ("mail alice@example.com now", "mail [REDACTED:email] now"),
        ("a https://bob:p/w@h/", "a https://REDACTED:REDACTED@h/"),
        (r#"a "https://bob:p\"w@h/""#, r#"a "https://REDACTED:REDACTED@h/""#),
        ("a https://h/x y https:/bob:pw@h/", "a https://h/x y REDACTED:REDACTED@h/"),
        ("a https://h/@x/y bob:pw@h", "a https://h/@x/y REDACTED:REDACTED@h"),
        ("at bob@h/a now", "at REDACTED:REDACTED@h/a now"),
        ("at bob:pw@h/a now", "at REDACTED:REDACTED@h/a now"),
        ("x=https://bob:pw@h/?q=SEK", "x=https://REDACTED:REDACTED@h/?q=REDACTED"),
        ("redis://:pw@h/0 redis://:pw@h/1", "redis://REDACTED:REDACTED@h/0 redis://REDACTED:REDACTED@h/1"),
        ("GET data:text/plain,SEK", "GET data:REDACTED"),
        ("/proxy/https://h/a?q=1", "/proxy/https://h/a?q=REDACTED"),
        ("jdbc:postgresql://h/db?user=bob", "jdbc:postgresql://h/db?user=REDACTED"),
        ("none so far", "none so far"),
        ("None", "None"),
    ] {
        assert_eq!(located(text), shown, "{text}");
        assert_eq!(located(shown), shown, "a masked text stays as it is");
    }
}

#[test]
fn a_url_in_parts() {
    let parts = |query: &str, fragment: &str| {
        format!(
            r#"Url {{ scheme: "https", cannot_be_a_base: false, username: "bob", password: Some("SEKP"), host: Some(Domain("h")), port: None, path: "/a", query: {query}, fragment: {fragment} }}"#
        )
    };
    for (query, fragment) in
        [(r#"Some("q=SEKQ&r=SEKR")"#, r#"Some("SEKF")"#), (r#"Some("q=SEKQ")"#, "None"), ("None", r#"Some("SEKF")"#)]
    {
        let shown = located(&parts(query, fragment));
        assert!(!shown.contains("SEK") && !shown.contains("bob"), "{shown}");
        assert!(shown.contains(r#"host: Some(Domain("h")), port: None, path: "/a""#), "{shown}");
        assert!(shown.ends_with(r#"") }"#), "{shown}");
        assert_eq!(located(&shown), shown);
    }
    assert!(located(&parts("None", "None")).ends_with("query: None, fragment: None }"));
}

#[test]
fn allowed_parameters_show_what_is_no_other_text() {
    let policy = Policy::builder(Mode::Production).allow_query(["page"]).build().unwrap();
    for (text, shown) in [
        (r#"Some("https://h/?page=2")"#, r#"Some("https://h/?page=2")"#),
        ("GET /?page=2 HTTP/1.1", "GET /?page=REDACTED"),
        ("GET /?page=2&a=b HTTP/1.1", "GET /?page=2&a=REDACTED"),
    ] {
        assert_eq!(located_by(&policy, text), shown, "{text}");
    }
}

#[test]
fn brackets_do_not_make_a_password_a_host() {
    for within in ["]#", "]?", "[]#", "#]"] {
        let shown = located(&format!("see https://bob:SEKRET{within}@h/ and https://[bob:SEKRET]/"));
        assert!(!shown.contains("SEKRET"), "{shown}");
    }
    assert_eq!(located("see https://[2001:db8::1]:8080/a"), "see https://[2001:db8::1]:8080/a");
}

proptest! {
    #[test]
    fn no_text_around_a_query_shows_its_value(
        before in "[ -~\u{a0}\n]{0,12}",
        path in "[a-z/ \"'()<>,;\\\\]{0,8}",
        within in "[ -%'-~\u{a0}\u{2028}\n]{0,8}",
        after in "[ \")}\\]\u{a0}]{0,4}",
    ) {
        let url = format!("https://h/{path}?q={within}SEKRET");
        for text in [format!("{before}{url}{after}"), format!("{before:?} {url:?}"), format!("{before}{:?}", Some(&url))] {
            let shown = located(&text);
            // What stands before an `=` is a name.
            prop_assert!(!shown.contains("SEKRET"), "{text:?} -> {shown:?}");
        }
    }

    #[test]
    fn no_text_around_a_user_shows_the_password(before in "[ -~]{0,12}", within in "[ -~]{0,8}") {
        let shown = located(&format!("{before} https://bob:SEKRET{within}@h/ {before}"));
        prop_assert!(!shown.contains("SEKRET"), "{shown:?}");
    }

    #[test]
    fn any_text_is_answered_within_bounds(text in "(?s)[a-c:/?#&=@\"()\\[\\]{}\\\\ .é]{0,40}") {
        let shown = located(&text);
        prop_assert!(shown.len() <= 24 * (text.len() + 1), "{:?} -> {:?}", text, shown);
    }
}

#[test]
fn a_user_that_is_masked_is_counted_once() {
    let policy = Policy::development();
    let masked = r#"Url { username: "REDACTED", host: "h" }"#;
    assert_eq!(located_by(&policy, r#"Url { username: "bob", host: "h" }"#), masked);
    assert_eq!(policy.counts().get(Reason::Kind(Kind::UrlUserinfo)), 1);
    assert_eq!(located_by(&policy, masked), masked);
    assert_eq!(policy.counts().get(Reason::Kind(Kind::UrlUserinfo)), 1);
}
