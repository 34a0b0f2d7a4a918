//! What a program failed with goes to standard error as one line, scrubbed and bounded.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::crash;

/// The one line of a failure, without its heading.
#[track_caller]
fn said(step: &str) -> String {
    let crash = crash(&[step], &[]);
    assert!(crash.lived && crash.lines.is_empty(), "{crash:?}");
    let [line] = &crash.said[..] else { panic!("{crash:?}") };
    line.strip_prefix("error: ").unwrap().to_owned()
}

#[test]
fn by_its_debug() {
    assert_eq!(said("failure=no config"), r#"Failed { text: \"no config\" }"#);
}

#[test]
fn with_its_secrets_taken_out() {
    let address = ["alice", "example.com"].join("@");
    let told = said(&format!("failure=no mail to {address}, password=hunter2 token:x"));
    assert!(told.contains("no mail to [REDACTED:email]"), "{told}");
    assert!(!told.contains("alice") && !told.contains("hunter2"), "{told}");
}

#[test]
fn as_one_line_whatever_it_holds() {
    let told = said("failure=two\nlines\r\u{1b}[31m\u{202e}\u{85}\u{2028}end");
    assert!(told.contains("two") && told.contains("end"));
    assert!(!told.contains(|character: char| character.is_control() || ('\u{2000}'..'\u{2070}').contains(&character)));
}

#[test]
fn with_a_bound() {
    for step in [format!("failure={}", "x".repeat(100_000)), "endless".to_owned()] {
        let told = said(&step);
        assert!(told.ends_with(" bytes]") && told.len() < 9000, "{}", told.len());
    }
}

#[test]
fn with_no_half_secret_where_it_is_cut() {
    let tail = (1..=36_u32).map(|n| char::from_digit(n.pow(3) % 37 % 36, 36).unwrap());
    let token: String = "ghp_".chars().chain(tail).collect();
    for before in [8100, 8180, 12_200, 12_260, 12_280] {
        let told = said(&format!("failure={} {token} end", "x ".repeat(before / 2)));
        assert!(!told.contains("ghp"), "{before}: {told}");
    }
}

#[test]
fn as_far_as_it_gets() {
    assert_eq!(said("breaking"), "as far as it got");
}
