//! The strict allowlist hides fields that nobody has vouched for: never one of the library's own.

mod support;

use support::in_production;
use tracewell::names::{event, field};

#[test]
fn every_field_of_every_own_event_is_a_safe_one() {
    let mut steps = vec!["init", "info=hello", "thread=no luck"];
    steps.extend([
        "request=/slow",
        "request=/ok",
        "request=/missing",
        "request=/panic",
        "request=/broken",
        "request=/dropped",
    ]);
    if cfg!(feature = "axum") {
        steps.extend(["request=/problem", "request=/invalid"]);
    }
    steps.push("shutdown");
    let variables = [
        ("RUST_LOG", "trace"),
        ("LOG_STALL_MS", "50"),
        ("LOG_SAMPLE_SUCCESS", "0.999"),
        ("RUST_BACKTRACE", "1"),
        ("LOG_FORMAT", "xml"),
        ("PII_FILTERING_ENABLED", "false"),
        ("ENABLE_OPENTELEMETRY", if cfg!(feature = "otel") { "false" } else { "true" }),
        ("SENTRY_DSN", "https://sentry.invalid/1"),
    ];
    let run = in_production(&steps, &variables);
    assert!(run.lived, "{run:#?}");
    let own = |target: &str| target == "tracewell" || target.starts_with("tracewell::");
    let lines: Vec<_> = run.lines().into_iter().filter(|line| line["target"].as_str().is_some_and(own)).collect();
    for line in &lines {
        for (name, value) in line {
            assert!(field::is_safe(name), "{name} in {line:?}");
            assert!(!value.to_string().contains("[FILTERED]") && value != "[REDACTED]", "{name} in {line:?}");
            assert!(!value.is_null() && value != "", "{name} in {line:?}");
        }
    }
    let mut expected = vec![
        event::OBSERVABILITY_INITIALIZED,
        event::CONFIG_INVALID,
        event::PII_FILTERING_FORCED,
        event::REQUEST_COMPLETED,
        event::REQUEST_FAILED,
        event::REQUEST_CANCELLED,
        event::REQUEST_STALLED,
        event::UNHANDLED_EXCEPTION,
        event::HTTP_EXCEPTION_4XX,
    ];
    if cfg!(feature = "axum") {
        expected.extend([event::HTTP_EXCEPTION_5XX, event::VALIDATION_ERROR]);
    }
    if cfg!(not(all(feature = "otel", feature = "sentry"))) {
        expected.push(event::FEATURE_NOT_COMPILED);
    }
    for name in expected {
        assert!(lines.iter().any(|line| line["message"] == name), "{name} was not heard");
    }
    assert!(lines.iter().any(|line| line.contains_key("backtrace")), "nor a backtrace");
}

#[test]
fn one_id_ties_all_lines_of_a_request() {
    let run = in_production(&["init", "request=/ok", "shutdown"], &[]);
    let end = run.only("request_completed");
    assert_eq!(run.only("in a task")["correlation_id"], end["correlation_id"]);
    assert_eq!((&end["path"], &end["response_bytes"]), (&"/ok".into(), &12.into()));
}
