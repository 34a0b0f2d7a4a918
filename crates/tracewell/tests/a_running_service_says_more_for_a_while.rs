//! A rule, by the control file or by a call: only what it is about, only for its time, only so many lines, and told.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use support::{Run, in_production};

fn said(run: &Run) -> Vec<String> {
    let own = |line: &support::Line| line["level"] == "DEBUG";
    run.lines().iter().filter(|line| own(line)).map(|line| line["message"].as_str().unwrap().to_owned()).collect()
}

fn changes(run: &Run) -> Vec<(Value, Value, bool)> {
    let part = |line: &support::Line| (line["filter"].clone(), line["source"].clone(), line.contains_key("until"));
    run.named("log_level_changed").iter().map(part).collect()
}

fn path(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("control-{name}-{}", std::process::id()));
    let _ = fs::remove_file(&path);
    path
}

#[test]
fn only_the_team_it_is_about() {
    let steps = [
        "init",
        "as=acme",
        "debug=before",
        "rule=debug team=acme for=1h",
        "debug=acme",
        "as=globex",
        "debug=globex",
        "as=acme",
        "debug=acme again",
        "rule=",
        "debug=after",
        "shutdown",
    ];
    let run = in_production(&steps, &[]);
    assert_eq!(said(&run), ["acme", "acme again"], "{run:#?}");
    let changes = changes(&run);
    assert_eq!(changes[0], (json!("debug team=acme lines=200"), json!("api"), true));
    assert!(changes[1].0.as_str().unwrap().contains("hyper=warn"), "what is in force now: {changes:?}");
    assert_eq!((&changes[1].1, changes[1].2, changes.len()), (&json!("api"), false, 2));
    let line = run.named("log_level_changed").remove(0);
    assert_eq!((&line["level"], &line["target"]), (&json!("WARN"), &json!("tracewell::log")));
}

#[test]
fn it_ends_by_itself_and_says_so() {
    let steps = ["init", "rule=debug for=1s", "debug=one", "sleep=1500", "debug=two", "sleep=300", "shutdown"];
    let run = in_production(&steps, &[]);
    assert_eq!(said(&run), ["one"]);
    let sources: Vec<_> = changes(&run).into_iter().map(|change| change.1).collect();
    assert_eq!(sources, ["api", "expiry"]);
}

#[test]
fn no_more_lines_a_second_than_it_says() {
    let mut steps = vec!["init", "rule=debug lines=5 for=1h"];
    steps.extend(["debug=line"; 50]);
    steps.extend(["info=always"; 50]);
    steps.extend(["rule=", "shutdown"]);
    let run = in_production(&steps, &[]);
    assert!((5..=10).contains(&said(&run).len()), "{}", said(&run).len());
    assert_eq!(run.named("always").len(), 50, "what is logged anyway does not count");
    let end = run.named("log_level_changed").pop().unwrap();
    assert_eq!(end["suppressed"], 50 - said(&run).len());
}

#[test]
fn a_target_is_met_and_others_are_not() {
    let run = in_production(
        &["init", "rule=debug target=speak", "debug=ours", "rule=debug target=spea", "debug=not", "shutdown"],
        &[],
    );
    assert_eq!(said(&run), ["ours"]);
}

#[test]
fn redaction_stays() {
    let steps = ["init", "rule=trace", "debug=password=hunter2", "password=hunter2", "order=7", "shutdown"];
    let run = in_production(&steps, &[]);
    assert_eq!(said(&run), ["password=[REDACTED]"]);
    assert!(!run.stdout.contains("hunter2"));
    assert_eq!(run.only("an order")["order_id"], "[FILTERED]");
    let run = in_production(&["init", "rule=debug redaction=off", "debug=x", "shutdown"], &[]);
    assert!(said(&run).is_empty() && run.named("log_level_changed").is_empty());
    assert!(run.stderr.contains("no rule") && !run.stderr.contains("redaction"), "{}", run.stderr);
}

#[test]
fn a_file_that_is_watched() {
    let path = path("watched");
    let text = path.to_str().unwrap();
    let (write, remove) = (format!("write={text}:debug team=acme for=15m\n"), format!("write={text}:"));
    let steps = [
        "init",
        "as=acme",
        "debug=before",
        &write,
        "sleep=1600",
        "debug=while",
        "as=globex",
        "debug=other",
        &remove,
        "sleep=1600",
        "as=acme",
        "debug=after",
        "shutdown",
    ];
    let run = in_production(&steps, &[("LOG_CONTROL_FILE", text)]);
    assert_eq!(said(&run), ["while"], "{run:#?}");
    let sources: Vec<_> = changes(&run).into_iter().map(|change| change.1).collect();
    assert_eq!(sources, ["control_file", "control_file"]);
}

#[test]
fn a_file_that_makes_no_sense_is_named_once_and_not_quoted() {
    let path = path("nonsense");
    fs::write(&path, "canary everything\n").unwrap();
    let run =
        in_production(&["init", "sleep=2500", "debug=x", "shutdown"], &[("LOG_CONTROL_FILE", path.to_str().unwrap())]);
    assert_eq!(run.invalid(), ["LOG_CONTROL_FILE"]);
    assert!(!run.stdout.contains("canary") && said(&run).is_empty());
    fs::remove_file(path).unwrap();
}

#[test]
fn a_restart_does_not_begin_anew() {
    let path = path("restart");
    fs::write(&path, "debug for=10m").unwrap();
    let control = [("LOG_CONTROL_FILE", path.to_str().unwrap())];
    let run = in_production(&["init", "sleep=300", "debug=heard", "shutdown"], &control);
    assert_eq!(said(&run), ["heard"]);
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    File::options().append(true).open(&path).unwrap().set_modified(long_ago).unwrap();
    let run = in_production(&["init", "sleep=300", "debug=unheard", "shutdown"], &control);
    assert!(said(&run).is_empty() && changes(&run).is_empty(), "{run:#?}");
    fs::remove_file(path).unwrap();
}
