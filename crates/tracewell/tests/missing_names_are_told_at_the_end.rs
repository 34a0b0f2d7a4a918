//! What a service says at its end about its allowlist.

mod support;

use support::{Run, in_production, speak};

const STEPS: &[&str] = &["init", "order=7", "order=8", "password=x", "info=the last", "shutdown"];

fn in_environment(name: &str) -> Run {
    speak(STEPS, &[("ENVIRONMENT", name), ("LOG_FORMAT", "json")])
}

#[test]
fn development_says_what_production_would_filter() {
    let run = in_environment("development");
    let told = "1 field is outside the allowlist, and would be [FILTERED] in production: order_id (2)";
    assert_eq!(run.only(told)["target"], "tracewell::redact");
    assert_eq!(run.lines().last().unwrap()["message"], told, "at the end");
}

#[test]
fn staging_says_what_it_has_filtered() {
    in_environment("staging").only("1 field is outside the allowlist, and was [FILTERED]: order_id (2)");
}

#[test]
fn production_says_nothing_and_neither_does_who_allows_the_names() {
    assert_eq!(in_production(STEPS, &[]).lines().last().unwrap()["message"], "the last");
    let allowed = [("ENVIRONMENT", "development"), ("LOG_SAFE_FIELDS", "order_id"), ("LOG_FORMAT", "json")];
    assert_eq!(speak(STEPS, &allowed).lines().last().unwrap()["message"], "the last");
}
