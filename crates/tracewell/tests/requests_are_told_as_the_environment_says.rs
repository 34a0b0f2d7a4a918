//! `LOG_QUIET_ROUTES`, `LOG_SAMPLE_SUCCESS`, `LOG_STALL_MS` and `LOG_CLIENT_HOST`, on the real standard output.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use support::{in_production, speak};

#[test]
fn a_quiet_route_is_not_heard_at_info_unless_something_is_wrong() {
    let quiet = ("LOG_QUIET_ROUTES", "/ok, /missing, /panic");
    let steps = ["init", "request=/ok", "request=/missing", "request=/panic", "request=/host", "shutdown"];
    let run = in_production(&steps, &[quiet]);
    let ends = run.named("request_completed");
    let paths: Vec<_> = ends.iter().map(|end| (end["path"].as_str().unwrap(), &end["level"])).collect();
    assert_eq!(paths, [("/missing", &json!("INFO")), ("/host", &json!("INFO"))]);
    run.only("request_failed");
    run.only("in a task");

    let run = in_production(&steps, &[quiet, ("LOG_LEVEL", "debug")]);
    assert_eq!(run.named("request_completed")[0]["level"], "DEBUG");
    assert_eq!(run.named("request_completed").len(), 3);
}

#[test]
fn a_layer_that_was_made_before_the_start_goes_by_it_too() {
    let run = in_production(&["layer", "init", "request=/ok", "shutdown"], &[("LOG_QUIET_ROUTES", "/ok")]);
    assert!(run.named("request_completed").is_empty(), "{run:#?}");
    run.only("in a task");
}

#[test]
fn a_share_of_the_successes_will_do() {
    let mut steps = vec!["init"];
    steps.extend(["request=/ok"; 100]);
    steps.extend(["request=/missing", "request=/dropped", "shutdown"]);
    let run = in_production(&steps, &[("LOG_SAMPLE_SUCCESS", "0.5")]);
    let ends = run.named("request_completed");
    let (missing, kept): (Vec<_>, Vec<_>) = ends.iter().partition(|end| end["status_code"] == 404);
    // Seven standard deviations.
    assert!((15..=85).contains(&kept.len()), "{} of 100", kept.len());
    assert!(kept.iter().all(|end| end["sample_rate"] == 0.5 && end["level"] == "INFO"));
    assert!(missing.len() == 1 && !missing[0].contains_key("sample_rate"));
    run.only("request_cancelled");
    assert_eq!(run.named("in a task").len(), 100, "what is told inside is not sampled");

    let run = in_production(&steps, &[("LOG_SAMPLE_SUCCESS", "NaN")]);
    assert_eq!((run.named("request_completed").len(), run.invalid()), (101, vec!["LOG_SAMPLE_SUCCESS".to_owned()]));
    assert!(!run.stdout.contains("sample_rate"));
}

#[test]
fn a_request_that_hangs_is_told_and_its_end_is_heard() {
    let variables = [("LOG_STALL_MS", "100"), ("LOG_QUIET_ROUTES", "/slow,/ok"), ("LOG_SAMPLE_SUCCESS", "0")];
    let run = in_production(&["init", "request=/ok", "request=/slow", "shutdown"], &variables);
    let stalled = run.only("request_stalled");
    assert_eq!(
        (&stalled["level"], &stalled["path"], &stalled["phase"]),
        (&json!("WARN"), &json!("/slow"), &json!("handler"))
    );
    let end = run.only("request_completed");
    assert_eq!(
        (&end["path"], &end["level"]),
        (&json!("/slow"), &json!("INFO")),
        "slow, and so neither quiet nor sampled"
    );
    assert_eq!(stalled["correlation_id"], end["correlation_id"]);
    assert!(stalled["elapsed_ms"].as_f64() < end["duration_ms"].as_f64());

    for off in ["0", "30000"] {
        let run = in_production(&["init", "request=/slow", "shutdown"], &[("LOG_STALL_MS", off)]);
        assert!(run.named("request_stalled").is_empty(), "{run:#?}");
    }
}

#[test]
fn a_client_is_shown_as_far_as_the_environment_lets() {
    for (environment, variable, shown) in [
        ("development", "", "203.0.113.77"),
        ("staging", "", "203.0.113.0"),
        ("production", "", "203.0.113.0"),
        ("production", "full", "203.0.113.77"),
        ("development", "truncated", "203.0.113.0"),
        ("development", "trunkated", "203.0.113.0"),
        ("production", "hmac", "[REDACTED]"),
    ] {
        let variables = [("ENVIRONMENT", environment), ("LOG_CLIENT_HOST", variable)];
        let run = speak(&["init", "request=/host", "shutdown"], &variables);
        assert_eq!(run.only("a client")["client_host"], shown, "{environment} {variable}");
        // Without a key there is nothing to hash with.
        assert_eq!(run.invalid().is_empty(), !matches!(variable, "trunkated" | "hmac"));
    }
}

#[test]
fn a_hash_of_a_client_has_the_key_of_the_environment() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("keys-{}", std::process::id()));
    std::fs::write(&file, format!("k1:{}\n", "QUFB".repeat(11))).unwrap();
    let variables = [("LOG_CLIENT_HOST", "hmac"), ("REDACT_HMAC_KEY_FILE", file.to_str().unwrap())];
    let run = in_production(&["init", "request=/host", "shutdown"], &variables);
    std::fs::remove_file(file).unwrap();
    let line = run.only("a client");
    let shown = line["client_host"].as_str().unwrap();
    assert!(shown.starts_with("hmac:k1:") && shown.len() == "hmac:k1:".len() + 22, "{shown}");
}
