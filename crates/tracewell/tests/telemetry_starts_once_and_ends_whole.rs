//! From `init!` to the last line on the real standard output.

mod support;

use serde_json::json;
use support::{in_production, speak};

#[test]
fn it_says_what_runs() {
    let run = in_production(&["init", "shutdown"], &[]);
    let line = run.only("observability_initialized");
    assert_eq!((&line["level"], &line["target"]), (&json!("INFO"), &json!("tracewell::init")));
    assert_eq!((&line["service"], &line["version"]), (&json!("tracewell"), &json!(env!("CARGO_PKG_VERSION"))));
    assert_eq!((&line["environment"], &line["environment_source"]), (&json!("production"), &json!("variable")));
    assert_eq!((&line["log_format"], &line["pii_filtering"]), (&json!("json"), &json!(true)));
    assert_eq!((&line["file_sink"], &line["otel"], &line["sentry"]), (&json!(false), &json!(false), &json!(false)));
    assert!(line["schema"].is_u64());
    assert_eq!(run.lines()[0], line, "before anything else");
    assert!(run.named("config_invalid").is_empty());
}

#[test]
fn a_request_that_was_served_before_it_is_told() {
    const TOLD: &str =
        "a request was served before this, so its HTTP layer has none of the service's own rules: serve after init";
    assert_eq!(in_production(&["request=/ok", "init", "shutdown"], &[]).only(TOLD)["level"], "WARN");
    assert!(in_production(&["layer", "init", "request=/ok", "shutdown"], &[]).named(TOLD).is_empty());
}

#[test]
fn telemetry_that_nobody_keeps_says_so() {
    let told = |steps: &[&str]| in_production(steps, &[]).stderr.contains("bound to a name");
    // On a machine that stood still between start and drop, it was no early end.
    assert!((0..5).any(|_| told(&["forget", "info=unheard", "sleep=1500"])));
    assert!(!told(&["forget"]), "a program that ends at once has had its reasons, and said them");
    assert!(!told(&["init", "info=a short life", "sleep=1500"]), "a program that said something had it");
    assert!(!told(&["init", "shutdown", "sleep=1500"]), "whoever ends it has kept it");
}

#[test]
fn a_second_start_fails_and_says_what_to_do() {
    let run = in_production(&["init", "init", "info=still the first", "shutdown"], &[]);
    assert!(run.stderr.contains("(present: true)") && run.stderr.contains("Builder::layer"), "{run:#?}");
    run.only("observability_initialized");
    run.only("still the first");
}

#[test]
fn so_does_a_start_beside_another_subscriber() {
    let run = in_production(&["foreign", "init", "info=unheard"], &[]);
    assert!(run.stderr.contains("(present: true)"), "{run:#?}");
    assert!(run.stdout.is_empty(), "nothing goes out unredacted, or at all");
}

#[test]
fn it_joins_a_subscriber_that_is_there() {
    let run = in_production(&["join=info", "info=heard", "debug=filtered by the subscriber", "shutdown"], &[]);
    run.only("observability_initialized");
    run.only("heard");
    assert!(!run.stdout.contains("filtered by"), "{run:#?}");
}

#[test]
fn what_was_told_is_written_at_the_end() {
    for end in
        [&["init", "info=the last"][..], &["init", "info=the last", "shutdown"], &["init", "info=the last", "flush"]]
    {
        let run = in_production(end, &[]);
        assert_eq!(run.lines().last().unwrap()["message"], "the last", "{end:?}");
    }
    let run = in_production(&["init", "info=one", "info=two", "shutdown"], &[]);
    assert!(run.stderr.contains(&format!("written {} dropped 0", run.lines().len())), "{run:#?}");
}

#[test]
fn what_is_told_later_is_lost_without_harm() {
    let run = in_production(&["init", "info=before", "shutdown", "info=after", "record=after", "request=/ok"], &[]);
    assert!(run.lived, "{run:#?}");
    assert_eq!(run.lines().last().unwrap()["message"], "before");
    assert!(run.stderr.contains("200 OK"), "the service itself goes on");
}

#[test]
fn a_panic_is_a_line_as_long_as_there_is_a_log() {
    let run = in_production(&["init", "thread=no luck", "shutdown", "thread=too late"], &[]);
    let line = run.only("unhandled_exception");
    assert_eq!((&line["error_message"], &line["error_type"]), (&json!("no luck"), &json!("panic")));
    let said: Vec<_> = run.stderr.lines().filter(|line| line.starts_with("panic at ")).collect();
    assert!(said.len() == 1 && said[0].ends_with(": too late"), "{run:#?}");
    assert!(!run.stderr.contains("no luck"));
}

#[test]
fn a_program_that_panics_has_said_why() {
    let run = in_production(&["init", "panic=of main"], &[]);
    assert!(!run.lived);
    assert_eq!(run.only("unhandled_exception")["error_message"], "of main");
    assert!(!run.stderr.contains("of main"), "{run:#?}");
}

#[test]
fn records_of_the_log_crate_keep_their_target() {
    let run = in_production(&["init", "record=some::library", "shutdown"], &[]);
    let line = run.only("a record");
    assert_eq!((&line["target"], &line["level"]), (&json!("some::library"), &json!("INFO")));
    assert!(line.keys().all(|key| !key.starts_with("log.")), "{line:?}");
}

#[test]
fn nobody_who_set_nothing_gets_production() {
    let no_variable: [(&str, &str); 0] = [];
    let run = speak(&["init", "order=7", "shutdown"], &no_variable);
    let line = run.only("observability_initialized");
    // As this very test is built.
    let expected =
        if cfg!(debug_assertions) { ("development", "debug_build") } else { ("production", "release_build") };
    assert_eq!((&line["environment"], &line["environment_source"]), (&json!(expected.0), &json!(expected.1)));
    let run = speak(&["init", "order=7", "shutdown"], &[("KUBERNETES_SERVICE_HOST", "10.0.0.1")]);
    assert_eq!(run.only("observability_initialized")["environment_source"], "kubernetes");
    assert_eq!(run.only("an order")["order_id"], "[FILTERED]");
}
