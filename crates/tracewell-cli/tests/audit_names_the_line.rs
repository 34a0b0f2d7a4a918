//! `tracewell audit`: exit codes, the line that is named, the state that is printed.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Folder, Output, tracewell};
use tracewell_audit::{AuditLog, Event, Options, wait};

const OLDER: &str = r#"{"time": "2021-03-01T10:00:00+00:00", "type": "Server started", "user": "", "value": ""}
{"time": "2021-03-01T10:00:01+00:00", "type": "Item created", "user": "u-1", "value": {"id": "i-1", "properties": null}}
{"time": "2021-03-01T10:00:02+00:00", "type": "Item created", "user": "u-1", "value": {"id": "i-2", "properties": {"a": "x"}}}
{"time": "2021-03-01T10:00:03+00:00", "type": "Link created", "user": "u-1", "value": {"id": "l-1", "source": "i-1", "target": "i-2", "properties": {}}}
{"time": "2021-03-01T10:00:04+00:00", "type": "Item updated", "user": "u-1", "value": {"id": "i-2", "properties": {"a": "y"}}}
{"time": "2021-03-01T10:00:05+00:00", "type": "Link deleted", "user": "u-1", "value": "l-1"}
"#;

fn audit(arguments: &[&str]) -> Output {
    tracewell(["audit"].iter().chain(arguments), b"")
}

/// Six lines of three items, and the log lines that the service wrote about them.
fn written(folder: &Folder) -> (String, String) {
    let file = folder.path("audit.jsonl");
    let log = support::log_of(|| {
        let (log, _) = AuditLog::open(&file, Options::new(), |_| Ok(())).unwrap();
        for id in 1..=3 {
            for verb in ["Item created", "Item updated"] {
                let value = json!({"id": format!("i-{id}"), "properties": {"mail": "anna\u{202e}@mail.example"}});
                wait(log.append(Event::new(verb, &value).unwrap())).unwrap();
            }
        }
        let head = log.head();
        let hash = head.hash().as_str();
        tracing::info!(target: "tracewell::audit", file = "audit.jsonl", seq = head.seq(), hash, "audit_checkpoint");
        log.close();
    });
    (file, folder.file("app.jsonl", log.as_bytes()))
}

fn state(output: &Output) -> Value {
    assert_eq!(output.code, 0, "{}", output.stderr);
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn an_intact_log() {
    let folder = Folder::new();
    let (file, log) = written(&folder);
    let output = audit(&["verify", &file]);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""));
    assert!(output.stdout.starts_with("Result: OK 6 lines in 1 file; seq 6, hash "), "{}", output.stdout);
    let output = audit(&["verify", "--witness", &log, &file]);
    assert!(output.code == 0 && output.stdout.contains("1 as the witness saw them"), "{}", output.stdout);

    let state = state(&audit(&["replay", &file]));
    assert_eq!(state["items"].as_array().unwrap().len(), 3);
    assert_eq!(state["links"], json!([]));
    let raw = audit(&["replay", &file]).stdout;
    assert!(!raw.contains('\u{202e}') && raw.contains("\\u202e") && !raw.contains("[REDACTED"), "{raw}");

    let shown = audit(&["show", &file]);
    assert_eq!((shown.code, shown.stdout.lines().count()), (0, 6));
    assert!(!shown.stdout.contains('\u{202e}'), "{}", shown.stdout);
}

#[test]
fn a_broken_one() {
    let folder = Folder::new();
    let (file, log) = written(&folder);
    let whole = fs::read_to_string(&file).unwrap();
    for (text, line) in [
        (whole.replacen("\"id\":\"i-2\"", "\"id\":\"i-9\"", 1), "line 3"),
        (whole.split_inclusive('\n').enumerate().filter(|(at, _)| *at != 3).map(|(_, line)| line).collect(), "line 4"),
        (format!("{whole}{OLDER}"), "line 7"),
        (whole.replacen("\"v\":1", "\"v\":1 ", 1), "line 1"),
    ] {
        fs::write(&file, text).unwrap();
        for command in ["verify", "replay", "show", "erase"] {
            let subject: &[&str] = if command == "erase" { &["--user", "x"] } else { &[] };
            let output = audit(&[&[command], subject, &[file.as_str()]].concat());
            assert_eq!(output.code, 1, "{command}");
            let told = format!("{}{}", output.stdout, output.stderr);
            assert!(told.contains(&format!("audit.jsonl: {line}: ")), "{told}");
            assert!(command != "replay" || output.stdout.is_empty());
        }
    }
    // What only a witness knows.
    let cut: String = whole.split_inclusive('\n').take(4).collect();
    let copy = folder.file("copy.jsonl", cut.as_bytes());
    assert_eq!(audit(&["verify", &copy]).code, 0);
    let output = audit(&["verify", "--witness", &log, &copy]);
    assert!(output.code == 1 && output.stdout.contains("line 4: the end was cut off"), "{}", output.stdout);
}

#[test]
fn a_torn_one() {
    let folder = Folder::new();
    let (file, _) = written(&folder);
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 40]).unwrap();
    let output = audit(&["verify", &file]);
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    assert!(output.stderr.contains("warning: ") && output.stderr.contains("line 6 is torn"), "{}", output.stderr);
    assert_eq!(audit(&["replay", &file]).code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), whole[..whole.len() - 40]);
}

#[test]
fn an_older_one() {
    let folder = Folder::new();
    let file = folder.file("older.jsonl", OLDER.as_bytes());
    let items = json!([{"id": "i-1", "properties": {}}, {"id": "i-2", "properties": {"a": "y"}}]);
    assert_eq!(state(&audit(&["replay", &file])), json!({"items": items, "links": []}));
    let then = state(&audit(&["replay", "--until", "2021-03-01T11:00:03+01:00", &file]));
    assert_eq!(then["links"].as_array().unwrap().len(), 1);
    assert_eq!(then["items"][1]["properties"]["a"], "x");
    assert_eq!(audit(&["verify", &file]).code, 0);
    let (log, _) = AuditLog::open(&file, Options::new(), |_| Ok(())).unwrap();
    wait(log.append(Event::new("Item created", &json!({"id": "i-3"})).unwrap())).unwrap();
    log.close();
    assert_eq!(state(&audit(&["replay", &file]))["items"].as_array().unwrap().len(), 3);
    let output = audit(&["verify", &file]);
    assert!(output.code == 0 && output.stdout.contains("7 lines in 1 file, 6 of the older form"), "{}", output.stdout);
}

#[test]
fn a_usage_that_makes_no_sense() {
    let folder = Folder::new();
    let (file, _) = written(&folder);
    let empty = folder.file("empty.jsonl", b"");
    for arguments in [
        &["verify"][..],
        &["verify", "no-such-file"],
        &["replay", "--until", "yesterday", &file],
        &["replay", "--until", "", &file],
        &["verify", "--until", "2026-13-01T00:00:00Z", &file],
        &["erase", &file],
        &["erase", "--user", "a", "--object", "b", &file],
        &["erase", "--user", "", &file],
        &["erase", "--user", "a", "no-such-file"],
        &["verify", "--witness", "no-such-log", &file],
        &["verify", "--witness", &empty, &file],
        &["nothing", &file],
        &["verify", "/"],
    ] {
        assert_eq!(audit(arguments).code, 2, "{arguments:?}");
    }
    let output = audit(&["verify", &empty]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(state(&audit(&["replay", &empty])), json!({"items": [], "links": []}));
}

#[test]
fn somebody_is_erased() {
    let folder = Folder::new();
    let (file, _) = written(&folder);
    let output = audit(&["erase", "--object", "i-2", &file]);
    assert_eq!((output.code, output.stdout.as_str()), (0, "erased from 2 lines; the chain says so and holds\n"));
    assert!(!fs::read_to_string(&file).unwrap().contains("i-2"));
    let output = audit(&["verify", &file]);
    assert!(output.code == 0 && output.stdout.contains("2 erased and said so"), "{}", output.stdout);
    assert_eq!(state(&audit(&["replay", &file]))["items"].as_array().unwrap().len(), 2);
    assert!(audit(&["show", &file]).stdout.contains("[ERASED]"));
    assert_eq!(audit(&["erase", "--user", "nobody", &file]).stdout, "nothing to erase\n");
}

#[test]
fn old_segments_can_go() {
    let folder = Folder::new();
    let (file, _) = written(&folder);
    let before = state(&audit(&["replay", &file]));
    let output = audit(&["compact", &file]);
    let mut lines = output.stdout.lines();
    assert_eq!(lines.next(), Some("a checkpoint of 3 objects is chained; it stands for"), "{}", output.stderr);
    lines.for_each(|segment| fs::remove_file(segment).unwrap());
    assert_eq!(audit(&["verify", &file]).code, 0);
    assert_eq!(state(&audit(&["replay", &file])), before);
    assert_eq!(audit(&["compact", "no-such-file"]).code, 2);
}
