//! `Builder::baggage` and `TRUSTED_PROXIES` together, on the real standard output.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use support::{Line, Run, in_production};

const PROXIES: (&str, &str) = ("TRUSTED_PROXIES", "203.0.113.0/24");

fn told(run: &Run) -> Vec<Line> {
    let lines = run.lines().into_iter();
    lines.filter(|line| line["message"].as_str().unwrap().contains("baggage")).collect()
}

#[test]
fn without_a_word_nothing_is_read() {
    let run = in_production(&["init", "request=/baggage", "shutdown"], &[PROXIES]);
    assert!(run.lived && run.stderr.contains("baggage none"), "{run:#?}");
    assert!(told(&run).is_empty(), "{run:#?}");
}

#[test]
fn what_was_allowed_is_there_from_a_proxy() {
    let run = in_production(&["baggage=tier", "request=/baggage", "shutdown"], &[PROXIES]);
    assert!(run.lived && run.stderr.contains("baggage tier=gold\n"), "{run:#?}");
    assert!(told(&run).is_empty() && !run.stdout.contains("gold"), "{run:#?}");
}

#[test]
fn nobody_is_believed_whom_nobody_trusts() {
    let run = in_production(&["baggage=tier", "request=/baggage", "shutdown"], &[("TRUSTED_PROXIES", "10.0.0.0/8")]);
    assert!(run.stderr.contains("baggage none"), "{run:#?}");
    let run = in_production(&["baggage=tier", "request=/baggage", "shutdown"], &[]);
    assert!(run.stderr.contains("baggage none"), "{run:#?}");
    let [line] = &told(&run)[..] else { panic!("{run:#?}") };
    assert_eq!(line["level"], json!("WARN"));
    assert!(line["message"].as_str().unwrap().contains("TRUSTED_PROXIES is empty"), "{line:?}");
}

#[test]
fn a_key_that_may_not_be_is_told_once() {
    let run = in_production(&["baggage=tier,session_token,a b", "request=/baggage", "shutdown"], &[PROXIES]);
    assert!(run.stderr.contains("baggage tier=gold\n"), "{run:#?}");
    let told = told(&run);
    let texts: Vec<&str> = told.iter().map(|line| line["message"].as_str().unwrap()).collect();
    let why = "is not read from baggage: it is sensitive or personal, no key, or one too many";
    assert_eq!(texts, [format!("`session_token` {why}"), format!("`a b` {why}")]);
    assert!(told.iter().all(|line| line["level"] == "WARN" && line["target"] == "tracewell::init"));
}
