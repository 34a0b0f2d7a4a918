//! `lines_without_context_total`, and what is told of the runtime.
#![cfg(feature = "tokio")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::program_in_production;

#[test]
fn lines_of_tasks_that_nobody_gave_a_context() {
    let run = program_in_production("detail", &["init", "request=/ok", "metrics", "lost", "metrics"], &[]);
    let counts: Vec<_> =
        run.stderr.lines().filter_map(|line| line.strip_prefix("lines_without_context_total ")).collect();
    assert_eq!(counts, ["0", "2"], "{}", run.stderr);
    assert!(!run.only("lost").contains_key("correlation_id"));
    assert!(run.only("found").contains_key("correlation_id"));
}

#[cfg(feature = "runtime")]
#[test]
fn the_runtime_that_telemetry_was_started_in() {
    let run = program_in_production("detail", &["init", "metrics"], &[]);
    for gauge in ["tokio_workers 1", "tokio_alive_tasks 0", "tokio_global_queue_depth 0"] {
        assert!(run.stderr.lines().any(|line| line == gauge), "{gauge}: {}", run.stderr);
    }
    assert!(run.stderr.contains("\ntokio_busy_ratio 0"), "{}", run.stderr);
}
