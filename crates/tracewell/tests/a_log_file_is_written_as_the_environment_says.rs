//! `LOG_TO_FILE` and what belongs to it, on the real program.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{Run, speak};
use tracewell::log::LogFile;

/// A folder that is not there yet.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("file-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn run(environment: &str, directory: &Path, steps: &[&str], variables: &[(&str, &str)]) -> Run {
    let directory = directory.to_str().unwrap();
    let base = [("ENVIRONMENT", environment), ("LOG_TO_FILE", "true"), ("LOG_DIR", directory)];
    speak(steps, &[&base[..], variables].concat())
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const STEPS: &[&str] = &["init", "info=hello", "password=hunter2", "order=7", "request=/ok", "thread=oops", "shutdown"];

#[test]
fn the_file_holds_the_lines_of_standard_output() {
    for environment in ["production", "development"] {
        let logs = folder(environment).join("a/b");
        let run = run(environment, &logs, STEPS, &[]);
        assert!(run.lived, "{run:#?}");
        let path = logs.join("app.jsonl");
        assert_eq!(fs::read_to_string(&path).unwrap(), run.stdout);
        assert!(!run.stdout.contains("hunter2"));
        let ready = run.named("log_sink_ready");
        let file = ready.iter().find(|line| line["sink"] == "file").unwrap();
        let expected = path.canonicalize().unwrap();
        assert_eq!(
            (&file["path"], &file["max_bytes"], &file["backup_count"], &file["level"], &file["target"]),
            (&json!(expected), &json!(10_485_760), &json!(10), &json!("INFO"), &json!("tracewell::log"))
        );
        assert!(!file.contains_key("error_type") && !file.contains_key("dropped"), "{file:?}");
        assert_eq!(run.only("observability_initialized")["file_sink"], true);
        assert_eq!(ready.len(), 2);
    }
}

#[test]
fn the_file_is_json_whatever_standard_output_shows() {
    let logs = folder("pretty");
    let run = run("development", &logs, STEPS, &[("LOG_FORMAT", "pretty")]);
    assert!(run.stdout.contains("INFO tracewell::init: observability_initialized"), "{run:#?}");
    let lines = lines(&logs.join("app.jsonl"));
    assert!(lines.iter().any(|line| line["message"] == "a login" && line["password"] == "[REDACTED]"), "{lines:#?}");
    assert_eq!(lines[0]["log_format"], "pretty");
}

#[test]
fn without_being_asked_there_is_none() {
    let logs = folder("off");
    for off in ["false", "", "0"] {
        let run = run("production", &logs, STEPS, &[("LOG_TO_FILE", off)]);
        assert_eq!(run.only("observability_initialized")["file_sink"], false);
        assert!(!logs.exists());
    }
}

#[test]
fn in_production_nobody_guesses_where() {
    for environment in ["production", "staging"] {
        let run = speak(STEPS, &[("ENVIRONMENT", environment), ("LOG_TO_FILE", "true")]);
        assert!(run.lived);
        let degraded = run.only("log_sink_degraded");
        assert_eq!(
            (&degraded["sink"], &degraded["error_type"], &degraded["level"], &degraded["target"]),
            (&json!("file"), &json!("log_dir_unset"), &json!("WARN"), &json!("tracewell::log"))
        );
        assert_eq!(run.only("observability_initialized")["file_sink"], false);
        run.only("hello");
    }
}

#[test]
fn absurd_values_are_named_and_the_service_runs() {
    let absurd = [
        ("LOG_FILE_NAME", "../../canary"),
        ("LOG_FILE_NAME", "/tmp/canary"),
        ("LOG_FILE_NAME", "canary\n.jsonl"),
        ("LOG_FILE_NAME", "canary/"),
        ("LOG_FILE_MAX_BYTES", "-77"),
        ("LOG_FILE_MAX_BYTES", "77M"),
        ("LOG_FILE_MAX_BYTES", "0"),
        ("LOG_FILE_MAX_BYTES", "77777777777777777777777"),
        ("LOG_FILE_BACKUP_COUNT", "-77"),
        ("LOG_FILE_BACKUP_COUNT", "canary"),
        ("LOG_FILE_BACKUP_COUNT", "77777777777777777777777"),
    ];
    for (number, (variable, value)) in absurd.into_iter().enumerate() {
        let logs = folder(&format!("absurd-{number}")).join("deep/inside");
        let run = run("production", &logs, STEPS, &[(variable, value)]);
        assert!(run.lived, "{run:#?}");
        assert_eq!(run.invalid(), [variable], "{value:?}");
        assert!(!run.stdout.contains("canary") && !run.stdout.contains("777"), "{run:#?}");
        assert_eq!(fs::read_to_string(logs.join("app.jsonl")).unwrap(), run.stdout);
        let around = logs.parent().unwrap();
        assert_eq!(fs::read_dir(around).unwrap().count(), 1, "nothing beside it");
    }
    // A yes that is none is a no.
    let logs = folder("absurd-yes");
    let run = run("production", &logs, STEPS, &[("LOG_TO_FILE", "canary")]);
    assert_eq!((run.invalid(), logs.exists()), (vec!["LOG_TO_FILE".to_owned()], false));
}

#[test]
fn limits_of_the_environment_hold() {
    let logs = folder("limits");
    let variables = [("LOG_FILE_NAME", "orders.log"), ("LOG_FILE_MAX_BYTES", "1"), ("LOG_FILE_BACKUP_COUNT", "3")];
    let run = run("production", &logs, STEPS, &variables);
    let names = ["orders.log.3", "orders.log.2", "orders.log.1", "orders.log"];
    let last: Vec<Value> = names.iter().flat_map(|name| lines(&logs.join(name))).collect();
    let all: Vec<Value> = run.lines().into_iter().map(Value::Object).collect();
    assert_eq!(last, all[all.len() - 4..]);
    assert_eq!(fs::read_dir(&logs).unwrap().count(), 5, "and the lock");
}

#[test]
fn a_folder_that_cannot_be_made_degrades_and_the_service_runs() {
    let place = folder("no-folder");
    fs::write(&place, "").unwrap();
    let run = run("production", &place.join("logs"), STEPS, &[]);
    assert!(run.lived);
    let degraded = run.only("log_sink_degraded");
    assert_eq!((&degraded["sink"], &degraded["error_type"]), (&json!("file"), &json!("not_a_directory")));
    assert!(degraded["path"].as_str().unwrap().ends_with("logs/app.jsonl"));
    assert_eq!(run.only("observability_initialized")["file_sink"], true);
    run.only("hello");
    let lost = run.only("log_lines_dropped");
    assert_eq!(lost["sink"], "file");
    fs::remove_file(place).unwrap();
}

#[test]
fn what_a_name_in_use_and_a_torn_line_come_to_is_told() {
    let logs = folder("in-use");
    let mut other = LogFile::builder(&logs).build();
    other.open().unwrap();
    let run_beside = run("production", &logs, STEPS, &[]);
    let ready = run_beside.named("log_sink_ready");
    let file = ready.iter().find(|line| line["sink"] == "file").unwrap();
    let path = file["path"].as_str().unwrap();
    assert!(path.contains("app.jsonl."), "{path}");
    assert_eq!(file["error_type"], "file_name_in_use");
    assert_eq!(fs::read_to_string(path).unwrap(), run_beside.stdout);
    assert_eq!(fs::read_to_string(logs.join("app.jsonl")).unwrap(), "");
    drop(other);

    fs::write(logs.join("app.jsonl"), "{\"before\":1}\n{\"torn").unwrap();
    let run = run("production", &logs, STEPS, &[]);
    let ready = run.named("log_sink_ready");
    let file = ready.iter().find(|line| line["sink"] == "file").unwrap();
    assert_eq!(file["dropped"], 1);
    assert_eq!(fs::read_to_string(logs.join("app.jsonl")).unwrap(), format!("{{\"before\":1}}\n{}", run.stdout));
}

#[test]
fn a_panic_is_in_the_file_when_the_process_ends_by_it() {
    let logs = folder("panic");
    let run = run("production", &logs, &["init", "info=before", "panic=the end"], &[]);
    assert!(!run.lived);
    let text = fs::read_to_string(logs.join("app.jsonl")).unwrap();
    assert_eq!(text, run.stdout);
    assert!(text.contains("unhandled_exception") && text.contains("before"), "{text}");
}

#[test]
fn development_has_a_folder_of_its_own() {
    let work = folder("work");
    fs::create_dir_all(&work).unwrap();
    let run = support::speak_in(&work, STEPS, &[("ENVIRONMENT", "development"), ("LOG_TO_FILE", "yes")]);
    assert_eq!(fs::read_to_string(work.join("logs/app.jsonl")).unwrap(), run.stdout);
}
