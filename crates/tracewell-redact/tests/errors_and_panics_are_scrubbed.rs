//! Errors, panics and whatever formats itself: scrubbed, and bounded in length and depth.

use std::error::Error;
use std::fmt;

use tracewell_redact::{Mode, Policy};

#[derive(Debug)]
struct Link {
    text: &'static str,
    source: Option<Box<Link>>,
}

impl Link {
    fn chain(texts: &[&'static str]) -> Self {
        let source = (texts.len() > 1).then(|| Box::new(Self::chain(&texts[1..])));
        Self { text: texts[0], source }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl Error for Link {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[test]
fn every_link_of_a_chain_is_scrubbed() {
    let error = Link::chain(&["lookup failed", "no user alice@example.com", "connect postgres://u:p@db/x: refused"]);
    let chain = Policy::production().error_chain(&error);
    assert_eq!(chain.message(), "lookup failed");
    assert_eq!(
        chain.sources(),
        ["no user [REDACTED:email]", "connect postgres://[REDACTED:url_userinfo]@db/x: refused"]
    );
    assert_eq!(
        chain.to_string(),
        "lookup failed: no user [REDACTED:email]: connect postgres://[REDACTED:url_userinfo]@db/x: refused"
    );
    assert!(!chain.is_cut());
}

#[test]
fn a_chain_ends_after_eight() {
    let chain = Policy::production().error_chain(&Link::chain(&["a"; 9]));
    assert_eq!(chain.sources().len(), 7);
    assert!(chain.is_cut());
    assert!(chain.to_string().ends_with(": a: …"));
    assert!(!Policy::production().error_chain(&Link::chain(&["a"; 8])).is_cut());
}

#[test]
fn a_panic_payload_is_scrubbed() {
    let policy = Policy::production();
    assert_eq!(policy.panic_payload(&"bad token: abc1"), "bad token: [REDACTED]");
    assert_eq!(policy.panic_payload(&"for alice@example.com".to_owned()), "for [REDACTED:email]");
    assert_eq!(policy.panic_payload(&17_u8), "panic without a text");
}

/// Counts how often it is asked for more.
struct Endless(std::cell::Cell<usize>);

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        loop {
            self.0.set(self.0.get() + 1);
            f.write_str("word ")?;
        }
    }
}

#[test]
fn what_formats_without_end_is_stopped() {
    let policy = Policy::builder(Mode::Production).max_value_bytes(100).build().unwrap();
    let endless = Endless(std::cell::Cell::new(0));
    let mut out = String::new();
    let scrubbed = policy.display_into(&endless, &mut out);
    assert!(scrubbed.left_out() > 0);
    assert_eq!(out.len(), scrubbed.kept());
    assert!(out.len() <= policy.scan_limit() && endless.0.get() <= policy.scan_limit());
}

struct Panicking;

impl fmt::Display for Panicking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("alice@example.com")?;
        panic!("while formatting")
    }
}

#[test]
fn what_panics_while_it_formats_itself_is_marked() {
    let mut out = String::new();
    let _ = Policy::production().display_into(&Panicking, &mut out);
    assert_eq!(out, "[panicked]");
}

#[derive(Debug)]
#[expect(dead_code, reason = "only its Debug is looked at")]
struct Login {
    user: &'static str,
    password: &'static str,
}

#[test]
fn debug_output_is_scrubbed() {
    let mut out = "seen: ".to_owned();
    let login = Login { user: "bob", password: "hunter2" };
    assert!(!Policy::production().debug_into(&login, &mut out).is_clean());
    assert_eq!(out, "seen: Login { user: \"bob\", password: \"[REDACTED]\" }");
    out.clear();
    assert!(Policy::production().debug_into(&[1, 2], &mut out).is_clean());
    assert_eq!(out, "[1, 2]");
}

/// Formats another value while it is formatted itself.
struct Nested<'p>(&'p Policy);

impl fmt::Display for Nested<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut inner = String::new();
        let _ = self.0.display_into("inner alice@example.com", &mut inner);
        write!(f, "outer bob@example.com, {inner}")
    }
}

#[test]
fn a_value_may_use_the_policy_while_it_formats_itself() {
    let policy = Policy::production();
    let mut out = String::new();
    let _ = policy.display_into(&Nested(&policy), &mut out);
    assert_eq!(out, "outer [REDACTED:email], inner [REDACTED:email]");
}

#[test]
fn without_redaction_text_is_as_it_came() {
    let policy = Policy::builder(Mode::Development).redaction(false).build().unwrap();
    assert_eq!(policy.scrub("alice@example.com"), "alice@example.com");
    assert_eq!(policy.id("user", Some("acme"), "alice@example.com"), "alice@example.com");
    assert_eq!(policy.path_of_route("/reset/abc", "/reset/{token}"), "/reset/abc");
    assert!(!policy.holds_secret("alice@example.com"));
    // Headers and URLs are never shown whole: their values come from outside.
    assert_eq!(policy.url("https://u:p@host/?a=b"), "https://REDACTED:REDACTED@host/?a=REDACTED");
    let value = http::HeaderValue::from_static("Bearer abc");
    assert_eq!(policy.header("authorization", &value), "Bearer [REDACTED]");
}
