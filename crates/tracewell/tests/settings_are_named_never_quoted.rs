//! What the environment asks for: done where it makes sense, else named in one WARN, its value never.

mod support;

use serde_json::json;
use support::{in_production, speak};

/// Stands where a value makes no sense.
const CANARY: &str = "canary-51b7";

#[test]
fn a_value_that_makes_no_sense() {
    let variables = [
        "ENVIRONMENT",
        "LOG_LEVEL",
        "LOG_FORMAT",
        "LOG_MAX_VALUE_BYTES",
        "LOG_MAX_LINE_BYTES",
        "LOG_QUIET_ROUTES",
        "LOG_SAMPLE_SUCCESS",
        "LOG_STALL_MS",
        "LOG_CLIENT_HOST",
        "PII_FILTERING_ENABLED",
        "TRUSTED_PROXIES",
        "CORRELATION_TRUST",
        "ENABLE_OPENTELEMETRY",
    ];
    let run = speak(&["init", "password=hunter2", "shutdown"], &variables.map(|name| (name, CANARY)));
    let mut named = run.invalid();
    named.sort_unstable();
    let mut expected = variables.to_vec();
    expected.sort_unstable();
    assert_eq!(named, expected, "each once");
    for line in run.named("config_invalid") {
        assert_eq!((&line["level"], &line["target"]), (&json!("WARN"), &json!("tracewell::init")));
    }
    assert!(!run.stdout.contains("canary") && !run.stderr.contains("canary"), "{run:#?}");
    assert_eq!(run.only("observability_initialized")["environment"], "production", "the safe one");
    assert_eq!(run.only("a login")["password"], "[REDACTED]");
}

#[test]
fn a_filter_that_makes_no_sense() {
    let run = in_production(&["init", "info=heard", "debug=unheard", "shutdown"], &[("RUST_LOG", "canary=loud")]);
    assert_eq!(run.invalid(), ["RUST_LOG"]);
    assert!(!run.stdout.contains("canary") && !run.stderr.contains("canary"), "{run:#?}");
    run.only("heard");
    assert!(!run.stdout.contains("unheard"));
}

#[cfg(unix)]
#[test]
fn a_value_that_is_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let garbage = OsStr::from_bytes(b"\xff\xfe");
    let run = speak(&["init", "shutdown"], &[("ENVIRONMENT", garbage), ("LOG_FORMAT", garbage), ("RUST_LOG", garbage)]);
    let mut named = run.invalid();
    named.sort_unstable();
    assert_eq!(named, ["ENVIRONMENT", "LOG_FORMAT", "RUST_LOG"]);
    assert_eq!(run.only("observability_initialized")["environment"], "production");
}

#[test]
fn nothing_is_said_of_what_is_empty() {
    let run = in_production(&["init", "shutdown"], &[("RUST_LOG", ""), ("LOG_FORMAT", " "), ("TRUSTED_PROXIES", "")]);
    assert!(run.invalid().is_empty(), "{run:#?}");
}

#[test]
fn redaction_is_switched_off_in_development_only() {
    let steps = ["init", "password=hunter2", "order=7", "shutdown"];
    for environment in ["production", "staging", "prod"] {
        let run = speak(&steps, &[("ENVIRONMENT", environment), ("PII_FILTERING_ENABLED", "false")]);
        let line = run.only("pii_filtering_forced");
        assert_eq!((&line["level"], &line["target"]), (&json!("WARN"), &json!("tracewell::init")));
        assert_eq!(run.only("observability_initialized")["pii_filtering"], true);
        assert_eq!(run.only("a login")["password"], "[REDACTED]");
        assert_eq!(run.only("an order")["order_id"], "[FILTERED]");
        assert!(!run.stdout.contains("hunter2"));
    }
    let run = speak(&steps, &[("ENVIRONMENT", "development"), ("PII_FILTERING_ENABLED", "off")]);
    assert!(run.named("pii_filtering_forced").is_empty());
    assert_eq!(run.only("a login")["password"], "hunter2");
    let run = speak(&steps, &[("ENVIRONMENT", "development")]);
    assert_eq!(
        (&run.only("a login")["password"], &run.only("an order")["order_id"]),
        (&json!("[REDACTED]"), &json!("7"))
    );
}

#[test]
fn safe_fields_come_from_code_and_environment() {
    let run = in_production(&["allow=order_id", "order=7", "shutdown"], &[]);
    assert_eq!(run.only("an order")["order_id"], "7");
    let run = in_production(
        &["init", "order=7", "password=hunter2", "shutdown"],
        &[("LOG_SAFE_FIELDS", "order_id, password")],
    );
    assert_eq!(
        (&run.only("an order")["order_id"], &run.only("a login")["password"]),
        (&json!("7"), &json!("[REDACTED]"))
    );
}

#[test]
fn a_feature_that_is_not_there_is_told_and_the_service_runs() {
    let dsn = format!("https://{CANARY}@sentry.invalid/1");
    let run =
        in_production(&["init", "info=runs", "shutdown"], &[("ENABLE_OPENTELEMETRY", "Yes"), ("SENTRY_DSN", &dsn)]);
    let told = run.named("feature_not_compiled");
    let features: Vec<_> = told.iter().map(|line| line["feature"].as_str().unwrap_or_default()).collect();
    let missing: Vec<_> = [("otel", cfg!(feature = "otel")), ("sentry", cfg!(feature = "sentry"))]
        .into_iter()
        .filter_map(|(feature, built_in)| (!built_in).then_some(feature))
        .collect();
    assert_eq!(features, missing);
    assert!(told.iter().all(|line| line["level"] == "WARN" && line["target"] == "tracewell::init"));
    assert!(!run.stdout.contains("canary"), "{run:#?}");
    run.only("runs");
    let run = in_production(&["init", "shutdown"], &[("ENABLE_OPENTELEMETRY", "off"), ("SENTRY_DSN", "")]);
    assert!(run.named("feature_not_compiled").is_empty());
}

#[test]
fn the_format_is_for_machines_unless_asked_for() {
    let steps = ["init", "order=7", "shutdown"];
    for environment in ["production", "development"] {
        // Standard output is no terminal here.
        let run = speak(&steps, &[("ENVIRONMENT", environment)]);
        assert_eq!(run.only("observability_initialized")["log_format"], "json");
        let run = speak(&steps, &[("ENVIRONMENT", environment), ("LOG_FORMAT", "Pretty")]);
        let line = run.stdout.lines().next().unwrap_or_default();
        assert!(
            line.contains("INFO tracewell::init: observability_initialized") && line.contains(r#"log_format="pretty""#),
            "{line}"
        );
        assert!(!run.stdout.contains('\u{1b}'), "no colour where there is no terminal");
    }
    let run = speak(&steps, &[("ENVIRONMENT", "development"), ("LOG_FORMAT", "xml")]);
    assert_eq!((run.invalid(), run.only("an order")["order_id"].clone()), (vec!["LOG_FORMAT".to_owned()], json!("7")));
}

#[test]
fn limits_hold_on_the_real_line() {
    let long = format!("info={}", "x".repeat(5000));
    let run = in_production(&["init", &long, "shutdown"], &[("LOG_MAX_VALUE_BYTES", "100")]);
    let line = run.lines().pop().unwrap_or_default();
    assert_eq!(line["message"], format!("{}…[+4900 bytes]", "x".repeat(100)));
    let run = in_production(&["init", &long, "shutdown"], &[("LOG_MAX_LINE_BYTES", "1024")]);
    assert!(run.stdout.lines().all(|line| line.len() < 1024), "{run:#?}");
}

#[test]
fn static_fields_are_on_every_line() {
    let variables = [("LOG_STATIC_FIELDS", "region=eu-1, cell = 7 ,password=hunter2")];
    let run = in_production(&["init", "info=hello", "request=/ok", "shutdown"], &variables);
    for line in run.lines() {
        assert_eq!(
            (&line["region"], &line["cell"], &line["password"]),
            (&json!("eu-1"), &json!("7"), &json!("[REDACTED]"))
        );
    }
    let run = in_production(&["init", "shutdown"], &[("LOG_STATIC_FIELDS", "region=eu-1,canary")]);
    assert_eq!(run.invalid(), ["LOG_STATIC_FIELDS"]);
    assert!(!run.stdout.contains("canary"));
}

#[test]
fn a_key_file_that_goes_bad_while_it_runs() {
    let path = std::env::temp_dir().join(format!("tracewell-keys-{}", std::process::id()));
    let path = path.to_str().unwrap().to_owned();
    let write = |text: &str| format!("write={path}:{text}");
    // 43 letters of Base64 are 32 bytes.
    let key = |letter: &str| write(&format!("k1:{}A", letter.repeat(42)));
    let (good, better) = (key("Q"), key("V"));
    let (bad, worse) = (write("k1:canary"), write("canary"));
    std::fs::write(&path, format!("k1:{}A\n", "Q".repeat(42))).unwrap();
    let file: &[(&str, &str)] = &[("REDACT_HMAC_KEY_FILE", &path)];
    let run = in_production(&["init", &good, "sleep=2500", &better, "sleep=3500", "shutdown"], file);
    assert!(run.invalid().is_empty(), "{run:#?}");
    let run = in_production(&["init", &bad, "sleep=4500", &good, "sleep=2500", &worse, "sleep=4500", "shutdown"], file);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(run.invalid(), ["REDACT_HMAC_KEY_FILE"; 2], "once each time: {run:#?}");
    assert!(!run.stdout.contains("canary") && !run.stderr.contains("canary"), "{run:#?}");
}
