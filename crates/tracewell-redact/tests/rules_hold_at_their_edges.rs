//! Texts right at the edge of a rule, on either side of it.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod support;

use support::{ALNUM, URL, base64, jwt, random};
use tracewell_redact::{Locator, Mode, Policy};

#[track_caller]
fn scrubs(text: &str, expected: &str) {
    let policy = Policy::development();
    assert_eq!(policy.scrub(text), expected, "{text}");
    assert_eq!(policy.scrub(expected), expected, "and again");
    assert_eq!(policy.holds_secret(text), text != expected, "{text}");
}

#[track_caller]
fn stays(text: &str) {
    scrubs(text, text);
}

#[test]
fn a_secret_with_blanks_is_a_whole_value() {
    let dashes = "-".repeat(5);
    let [begin, end] = ["BEGIN", "END"].map(|word| format!("{dashes}{word} PRIVATE KEY{dashes}"));
    for (value, rest) in [
        ("GB29NWBK601613319268 19", ""),
        ("GB29 NWBK 6016 1331 9268 19", ", x"),
        ("4111 1111 1111 1111", ""),
        (&begin, ""),
        (&format!("{begin} abc {end}"), " x"),
    ] {
        for name in ["KEY=", "password: ", "cookie: ", "?code="] {
            scrubs(&format!("{name}{value}{rest}"), &format!("{name}[REDACTED]{rest}"));
        }
    }
}

#[test]
fn the_words_before_a_private_key_are_few() {
    let begin = "-----BEGIN ";
    scrubs(&format!("{begin}{} PRIVATE KEY----- abc", "A".repeat(100)), "[REDACTED:private_key]");
    stays(&format!("{begin}{} PRIVATE KEY----- abc", "A".repeat(130)));
}

#[test]
fn a_quoted_name_holds_what_is_in_the_quotes() {
    for (text, expected) in [
        (r#""idtoken}": x"#, r#""idtoken}": [REDACTED]"#),
        (r#""id{ password": x"#, r#""id{ password": [REDACTED]"#),
        (r#""card]k":0"#, r#""card]k":[REDACTED]"#),
        (r#""[REDACTED]password":0"#, r#""[REDACTED]password":[REDACTED]"#),
    ] {
        scrubs(text, expected);
    }
}

#[test]
fn a_scheme_that_nobody_knows_is_one_behind_authorization() {
    scrubs("authorization: Custom abcdef, x", "authorization: [REDACTED], x");
    scrubs("Authorization: Custom", "Authorization: [REDACTED]");
}

#[test]
fn cookies_are_settled_only_where_each_has_a_name_and_a_marker() {
    stays("cookie: a=[REDACTED]; b=[REDACTED]");
    for cookies in ["x1/[REDACTED]", "a=[REDACTED]; =[REDACTED]", "=[REDACTED]", "a=[REDACTED]; b=c"] {
        scrubs(&format!("cookie: {cookies}"), "cookie: [REDACTED]");
    }
}

#[test]
fn an_empty_port_is_no_password() {
    stays("http://host:/path@x");
    stays("http://host:80/path@x");
    scrubs("http://user:pa/path@x", "http://[REDACTED:url_userinfo]@x");
    stays("http://[::1]:x/path@x");
}

#[test]
fn a_quoted_local_part_goes_whole() {
    scrubs(r#"to "john doe"@example.com now"#, "to [REDACTED:email] now");
    scrubs(r#"to "j"@example.com"#, "to [REDACTED:email]");
    stays(r#"to ""@example.com"#);
}

#[test]
fn a_token_right_behind_another_is_one_too() {
    let openai = format!("{}{}T3BlbkFJ{}", concat!("sk", "-"), random(ALNUM, 20, 3), random(ALNUM, 20, 4));
    scrubs(&format!("{openai}.atlasv1.{}", random(URL, 64, 5)), "[REDACTED:openai_key][REDACTED:terraform_token]");
}

#[test]
fn half_a_token_of_the_old_form_is_too_short() {
    let token = |before, behind| {
        format!("{}{}T3BlbkFJ{}", concat!("sk", "-"), random(ALNUM, before, 3), random(ALNUM, behind, 4))
    };
    for (before, behind) in [(19, 20), (20, 19), (0, 30)] {
        stays(&token(before, behind));
        stays(&format!("x_{}", token(before, behind)));
    }
    scrubs(&token(20, 20), "[REDACTED:openai_key]");
}

#[test]
fn an_escape_ends_a_value_that_has_not_begun() {
    for escape in ["\\n", "\\r", "\\t", "\\\"", "\\\\\""] {
        stays(&format!("?code={escape}"));
        scrubs(&format!("?code=x{escape}y"), &format!("?code=[REDACTED]{escape}y"));
    }
}

#[test]
fn the_rest_of_a_key_is_never_taken_for_the_kind_of_a_marker() {
    scrubs("key-----BEGINPRIVATE KEY-----", "key[REDACTED:private_key]");
}

#[test]
fn a_pair_behind_a_comma_is_none_of_the_value() {
    scrubs("password=x1,n=1", "password=[REDACTED],n=1");
    scrubs("password=x1,n", "password=[REDACTED]");
    scrubs("iban:%,n:", "iban:[REDACTED],n:");
    for name in ["a_b", "a-b", "a.b", "a7"] {
        scrubs(&format!("password=x1,{name}=1"), &format!("password=[REDACTED],{name}=1"));
    }
    scrubs("password=x1,=1", "password=[REDACTED]");
    scrubs("password=,x", "password=[REDACTED]");
    stays("password=,x=1");
}

#[test]
fn the_point_behind_a_web_token_ends_a_sentence() {
    scrubs(&format!("got {}. Next", jwt(3)), "got [REDACTED:jwt]. Next");
}

#[test]
fn what_only_begins_like_a_web_token_is_none() {
    let begin = ["ey", "J"].concat();
    let header = random(URL, 33, 3);
    stays(&format!("{begin}{header}"));
    stays(&format!("{begin}{header} anything"));
    stays(&format!("{begin}ab.{}", random(URL, 60, 4)));
    stays(&format!("{begin}{header}.abc"));
    scrubs(&format!("{begin}{header}.abcd"), "[REDACTED:jwt]");
    stays(&format!("{begin}{}.{}", "a".repeat(33), random(URL, 60, 4)));
    scrubs(&format!("{begin}{header}.{}", random(URL, 60, 4)), "[REDACTED:jwt]");
}

#[test]
fn what_follows_a_scheme_is_parted_from_it_and_may_be_quoted() {
    let token = random(ALNUM, 24, 3);
    for (before, behind) in
        [("Bearer ", ""), ("Bearer  ", ", x"), ("Bearer \"", "\""), ("Bearer \\\"", "\\\""), ("Bearer '", "'")]
    {
        scrubs(&format!("{before}{token}{behind}"), &format!("{before}[REDACTED:bearer]{behind}"));
    }
    stays(&format!("bearer{token}"));
    stays(&format!("forbearer {token}"));
}

#[test]
fn names_with_brackets_and_numbers_in_them_are_names() {
    for name in ["user[token]x", "[token]", "secret0", "secret[0]", "0secret"] {
        scrubs(&format!("{name}=5"), &format!("{name}=[REDACTED]"));
    }
}

#[test]
fn a_marker_may_uncover_another_secret() {
    let policy = Policy::development();
    let once = policy.url("auth\":%`::auth\":2");
    assert_eq!(once, "auth\":[REDACTED]`::auth\":[REDACTED]");
    assert_eq!(policy.url(&once), once);
}

#[test]
fn a_short_pair_in_base64_is_one() {
    scrubs(&format!("Basic {}", base64(b"aa:b")), "Basic [REDACTED:basic]");
    stays("Basic knowledge");
}

#[test]
fn what_only_begins_like_a_keyed_hash_is_none() {
    let hash = |begin: &str| format!("{begin}k1:{}", random(ALNUM, 22, 3));
    stays(&format!("pan={}", hash("hmac:")));
    scrubs(&format!("pan={}", hash("hunte")), "pan=[REDACTED]");
    scrubs(&format!("password={}", hash("hmac:")), "password=[REDACTED]");
}

#[test]
fn sixteen_signs_may_close_a_name_and_no_more() {
    for (closers, found) in [(15, true), (16, true), (17, false)] {
        let closed = format!("password{}=", "]".repeat(closers));
        if found {
            scrubs(&format!("{closed}x1"), &format!("{closed}[REDACTED]"));
        } else {
            stays(&format!("{closed}x1"));
        }
    }
}

#[test]
fn a_letter_is_an_escape_behind_a_backslash_only() {
    let token = format!("{}{}", concat!("sk", "-proj-"), random(URL, 48, 3));
    scrubs(&format!("at\\n{token}"), "at\\n[REDACTED:openai_key]");
    stays(&format!("atn{token}"));
    scrubs(r"at C:\users\alice@example.com", r"at C:\users\[REDACTED:email]");
    scrubs(r"at\nalice@example.com", r"at\n[REDACTED:email]");
}

#[test]
fn a_name_that_is_an_ending_only_names_no_file() {
    let policy = Policy::builder(Mode::Development).sensitive(["pem"]).build().unwrap();
    assert_eq!(policy.scrub("x.pem: expired"), "x.pem: expired");
    assert_eq!(policy.scrub(".pem: expired"), ".pem: [REDACTED]");
}

#[test]
fn a_text_that_is_cut_may_end_in_a_secret() {
    let policy = Policy::builder(Mode::Development).max_value_bytes(0).build().unwrap();
    let begin = format!("{}{}", "word ".repeat(800), ["ey", "J"].concat());
    let cut = format!("{begin}{}", random(URL, 2000, 3));
    assert!(begin.len() < policy.scan_limit() && cut.len() > policy.scan_limit());
    assert!(policy.holds_secret(&cut));
    assert!(!policy.holds_secret(&cut[..policy.scan_limit()]), "one that ends there is none");
}

#[test]
fn a_url_stays_where_redaction_is_off() {
    let url = "https://bob:pw@host/a?page=2#top";
    for (on, expected) in [(true, "https://REDACTED:REDACTED@host/a?page=REDACTED"), (false, url)] {
        let policy = Policy::builder(Mode::Development).redaction(on).build().unwrap();
        let (mut spare, mut out) = (String::new(), String::new());
        policy.locate_into(Locator::Url, url, &mut spare, &mut out);
        assert_eq!(out, expected);
    }
}
