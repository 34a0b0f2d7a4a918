//! What JSON, C or HTML escaped is read in clear too.

use tracewell_redact::{Mode, Policy};

#[track_caller]
fn scrubs(text: &str, expected: &str) {
    let policy = Policy::development();
    let scrubbed = policy.scrub(text).into_owned();
    assert_eq!(scrubbed, expected, "\n  from: {text:?}");
    assert_eq!(policy.scrub(&scrubbed), expected, "a marker is never redacted again");
}

#[test]
fn separators_and_quotes_may_be_escaped() {
    for (text, expected) in [
        (r"password\u003dhunter2", r"password\u003d[REDACTED]"),
        (r"password\u003Dhunter2 x", r"password\u003D[REDACTED] x"),
        (r"password\u003a hunter2 x", r"password\u003a [REDACTED] x"),
        (r"password \u003d hunter2 x", r"password \u003d [REDACTED] x"),
        (r"a b password\x3dhunter2", r"a b password\x3d[REDACTED]"),
        ("password&#61;hunter2", "password&#61;[REDACTED]"),
        ("password&#x3d;hunter2", "password&#x3d;[REDACTED]"),
        ("password&equals;hunter2", "password&equals;[REDACTED]"),
        ("pass&#119;ord=hunter2", "pass&#119;ord=[REDACTED]"),
        ("&quot;password&quot;:&quot;x&quot;", "&quot;password&quot;:&quot;[REDACTED]&quot;"),
        (
            "{&quot;n&quot;: 1, &quot;password&quot;: &quot;a b&quot;, &quot;m&quot;: 2}",
            "{&quot;n&quot;: 1, &quot;password&quot;: &quot;[REDACTED]&quot;, &quot;m&quot;: 2}",
        ),
        (r"to bob\u0040example.com now", "to [REDACTED:email] now"),
        ("to bob&#64;example.com now", "to [REDACTED:email] now"),
        ("to bob&commat;example.com now", "to [REDACTED:email] now"),
        (r"https:\u002f\u002fbob:pw\u0040db/x", r"https:\u002f\u002f[REDACTED:url_userinfo]\u0040db/x"),
        ("password%3Dhunter2", "password%3D[REDACTED]"),
    ] {
        scrubs(text, expected);
    }
}

#[test]
fn what_is_escaped_and_no_secret_stays() {
    for text in [
        r"status\u003dok and author\u003aJane",
        "a &lt; b &amp;&amp; c &gt; d",
        "&quot;status&quot;:&quot;ok&quot;",
        r"C:\users\xavier\u0065tc",
        "R&D, AT&T, &c.",
        r"caf\u00e9 \u2026",
        "&#61;&#61; &#8230; &#x1F600;",
        "100% & more \\o/",
    ] {
        scrubs(text, text);
    }
}

#[test]
fn decoding_has_an_end_and_what_was_not_decoded_goes() {
    let policy =
        Policy::builder(Mode::Development).max_value_bytes(1 << 20).build().unwrap_or_else(|_| Policy::development());
    // Each reading has two for the next.
    let scrubbed = policy.scrub(&format!("a %22%2522%252522{} ok", "x".repeat(3000))).into_owned();
    assert!(scrubbed.starts_with("a ") && scrubbed.ends_with("[REDACTED] ok"), "{}", scrubbed.len());
    assert!(!scrubbed.contains("xxxx"), "{}", scrubbed.len());
    let twice = format!("{} ok", "a%2522b%22".repeat(200));
    assert!(policy.scrub(&twice) == twice);
}
