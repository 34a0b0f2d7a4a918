//! Which names an allowlist lacks, as the guard counts them.
#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use guard::notes_of;
use tracewell_redact::{Mode, Policy, Redact};

fn counted(policy: &Policy) -> Vec<(String, u64)> {
    policy.filtered_most(100).iter().map(|name| (name.name().to_owned(), name.count())).collect()
}

fn logged(policy: &Policy) -> Vec<(String, u64)> {
    let program = || {
        for order_id in 0..3 {
            tracing::info!(order_id, basket = 7, user_token = "x", status_code = 200, region = "eu", "paid");
        }
        let span = tracing::info_span!("work", order_id = 1, basket = tracing::field::Empty);
        span.record("basket", 9);
        span.in_scope(|| tracing::warn!(basket = 8, "odd"));
        tracing::info!("nothing");
    };
    assert!(!notes_of(|notes| Redact::new(policy.clone(), notes), program).is_empty());
    counted(policy)
}

fn expected() -> [(String, u64); 2] {
    [("basket".to_owned(), 5), ("order_id".to_owned(), 4)]
}

#[test]
fn in_development_those_that_production_would_filter() {
    assert_eq!(logged(&Policy::builder(Mode::Development).allow(["region"]).build().unwrap()), expected());
}

#[test]
fn in_a_strict_policy_only_if_asked() {
    let strict = || Policy::builder(Mode::Production).allow(["region"]);
    assert!(logged(&strict().build().unwrap()).is_empty());
    assert_eq!(logged(&strict().count_filtered(true).build().unwrap()), expected());
}

#[test]
fn without_redaction_nothing_is_counted() {
    assert!(logged(&Policy::builder(Mode::Development).redaction(false).build().unwrap()).is_empty());
}

#[test]
fn names_are_scrubbed_and_cut_and_never_longer_than_asked_for() {
    let policy = Policy::development();
    let long = "n".repeat(100);
    policy.tally(["mail of alice@example.com", long.as_str()]).unwrap().add();
    let names = counted(&policy);
    assert_eq!(names, [("mail of [REDACTED:email]".to_owned(), 1), ("n".repeat(64), 1)]);
    assert_eq!(policy.filtered_most(1).len(), 1);
}
