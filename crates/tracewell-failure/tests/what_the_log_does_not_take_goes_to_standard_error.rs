//! Where there is no log, or none that works, a panic is one line on standard error, and the process lives on.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::crash;
use tracewell_redact::Policy;

/// What stands on the line behind the place.
fn text(line: &str) -> &str {
    assert!(line.starts_with("panic at "), "{line}");
    line.split_once(": ").unwrap().1
}

#[test]
fn when_the_log_is_gone() {
    let crash = crash(&["listen", "hook", "gone", "thread=too late"], &[]);
    assert_eq!(crash.said.len(), 1, "{crash:?}");
    assert_eq!(text(&crash.said[0]), "too late");
    assert!(crash.said[0].contains("crash.rs:"), "{crash:?}");
    assert!(crash.lines.is_empty() && crash.lived);
}

#[test]
fn when_the_log_is_gone_and_somebody_catches() {
    let crash = crash(&["listen", "hook", "gone", "caught=too late"], &[]);
    assert_eq!(crash.said.len(), 1, "{crash:?}");
    assert_eq!(text(&crash.said[0]), "too late");
}

#[test]
fn when_there_never_was_a_log() {
    for step in ["thread=nobody listens", "caught=nobody listens"] {
        let crash = crash(&["hook", step], &[]);
        assert_eq!(crash.said.len(), 1, "{crash:?}");
        assert_eq!(text(&crash.said[0]), "nobody listens");
        assert!(crash.lived);
    }
}

#[test]
fn when_the_log_panics() {
    for step in ["thread=the first panic", "caught=the first panic"] {
        let crash = crash(&["broken", "hook", step, step], &[]);
        let said: Vec<_> = crash.said.iter().map(|line| text(line)).collect();
        let broke = r"the log broke\nat tracewell::failure";
        assert_eq!(said, [broke, "the first panic", broke, "the first panic"], "one line each");
        assert!(crash.lived, "{step}");
    }
}

#[test]
fn when_the_log_hangs() {
    let crash = crash(&["stuck", "hook", "thread=does not hang"], &[]);
    assert!(crash.lived, "{crash:?}");
}

#[test]
fn as_one_line_whatever_it_holds() {
    let hostile = "two\nlines\r\u{1b}[31m\u{7}\u{202e}\u{2066}\u{85}\u{2028}end";
    let crash = crash(&["hook", "gone", &format!("thread={hostile}")], &[]);
    assert_eq!(crash.said.len(), 1, "{crash:?}");
    let line = &crash.said[0];
    assert!(line.ends_with("end"));
    let unsafe_ones = |character: char| character.is_control() || ('\u{2000}'..'\u{2070}').contains(&character);
    assert!(!line.contains(unsafe_ones), "{line:?}");
}

#[test]
fn with_its_secrets_taken_out() {
    let secret = format!("mail {}@{} failed", "someone", "example.org");
    let crash = crash(&["hook", "gone", &format!("thread={secret}")], &[]);
    assert_eq!(text(&crash.said[0]), Policy::production().scrub(&secret).escape_debug().to_string());
}

#[test]
fn with_a_bound() {
    let crash = crash(&["hook", "gone", &format!("thread={}", "x".repeat(100_000))], &[]);
    let text = text(&crash.said[0]);
    assert!(text.len() < 10_000, "{}", text.len());
    assert!(text.starts_with("xxx") && text.ends_with(" bytes]"), "{}", text.len());
}

#[test]
fn with_no_word_of_the_hook_that_was_there_unless_it_is_asked_for() {
    let alone = crash(&["listen", "hook", "thread=raw text"], &[]);
    assert!(alone.said.is_empty(), "{alone:?}");
    assert_eq!(alone.told("raw text").len(), 1);
    let chained = crash(&["listen", "chained", "thread=raw text"], &[]);
    assert!(chained.said.join("\n").contains("raw text"), "{chained:?}");
    assert_eq!(chained.told("raw text").len(), 1);
}

#[test]
fn and_a_process_that_dies_of_a_panic_in_cleanup_has_told_all() {
    let crash = crash(&["listen", "hook", "cleanup=the cause"], &[]);
    assert!(!crash.lived);
    assert_eq!(crash.told("the cause").len(), 1, "{crash:?}");
    assert_eq!(crash.told("in the destructor").len(), 1, "{crash:?}");
    assert_eq!(crash.lines.last().unwrap()["message"], "flushed", "{crash:?}");
}
