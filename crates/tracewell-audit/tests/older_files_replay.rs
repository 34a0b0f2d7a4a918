//! Files from before there was a chain, with and without newer lines behind them.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;

use serde_json::{Value, json};
use tracewell_audit::{LogReader, Reason, replay};

use self::support::{Folder, append, item, open};

const OLDER: &str = r#"{"time": "2021-03-01T10:00:00.000001+00:00", "type": "Server started", "user": "", "value": ""}
{"time": "2021-03-01T10:00:01", "type": "Item created", "user": "u-1", "value": {"id": "i-1", "created_at": "x", "created_by": "u-1", "properties": null}}
{"time": "2021-03-01T10:00:02", "type": "Item created", "user": "u-1", "value": {"id": "i-2", "properties": {"a": "ä\u00e4"}}}
{"time": "2021-03-01T10:00:03", "type": "Link created", "user": "u-1", "value": {"id": "l-1", "source": "i-1", "target": "i-2", "properties": {}}}
{"time": "2021-03-01T10:00:04", "type": "Item search", "user": "u-1", "value": ["i-1", "i-2"]}
{"time": "2021-03-01T10:00:05", "type": "Item updated", "user": "u-2", "value": {"id": "i-2", "properties": {"a": "b"}}}
{"time": "2021-03-01T10:00:06", "type": "Link deleted", "user": "u-2", "value": "l-1"}
"#;

fn state(folder: &Folder, team: Option<&str>) -> Value {
    let mut out = Vec::new();
    replay(folder.log()).unwrap().write(team, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn alone_and_with_newer_lines() {
    let folder = Folder::new();
    fs::write(folder.log(), OLDER).unwrap();
    let one = json!({"id": "i-1", "created_at": "x", "created_by": "u-1", "properties": {}});
    let two = json!({"id": "i-2", "properties": {"a": "b"}});
    assert_eq!(state(&folder, None), json!({"items": [one, two], "links": []}));
    assert_eq!(state(&folder, Some("team-a")), json!({"items": [one, two], "links": []}));
    assert_eq!(state(&folder, Some("team-b")), json!({"items": [], "links": []}));

    let log = open(&folder.log());
    assert_eq!(log.head().seq(), 0);
    let three = item("i-3", "u-3", &json!({}));
    append(&log, "Item created", "u-3", &three);
    log.close();
    assert_eq!(state(&folder, None), json!({"items": [one, two, three], "links": []}));
    let summary = LogReader::new(folder.log()).verify().unwrap();
    assert_eq!((summary.lines(), summary.older_lines()), (8, 7));
    drop(open(&folder.log()));

    // From then on they are part of the chain.
    let text = fs::read_to_string(folder.log()).unwrap();
    fs::write(folder.log(), text.replacen("u-2", "u-9", 1)).unwrap();
    let error = LogReader::new(folder.log()).verify().unwrap_err();
    assert_eq!(error.fault().map(|fault| (fault.line(), fault.reason())), Some((8, Reason::OlderAltered)));
}

#[test]
fn a_torn_end_is_cut_off_and_an_unended_one_is_not() {
    let folder = Folder::new();
    for torn in ["{\"time\": \"2021", "{\"time\": \"2021\", \"type\": \"Item cre\n", "{", "\0\0\0"] {
        fs::write(folder.log(), format!("{OLDER}{torn}")).unwrap();
        let summary = LogReader::new(folder.log()).verify().unwrap();
        assert_eq!((summary.lines(), summary.torn().map(|torn| torn.line())), (7, Some(8)), "{torn:?}");
    }
    fs::write(folder.log(), OLDER.trim_end()).unwrap();
    assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 7);
    let log = open(&folder.log());
    append(&log, "Item read", "u", &json!("i-1"));
    log.close();
    assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 8);
    for broken in ["not JSON\n", "{}\n", "[1]\n", "\n"] {
        fs::write(folder.log(), format!("{OLDER}{broken}{OLDER}")).unwrap();
        assert_eq!(LogReader::new(folder.log()).verify().unwrap_err().fault().map(|fault| fault.line()), Some(8));
    }
}

#[test]
fn what_no_reader_could_use_is_named() {
    let folder = Folder::new();
    let line = |time: &str, kind: &str, value: &str| {
        format!("{{\"time\": \"{time}\", \"type\": \"{kind}\", \"user\": \"u\", \"value\": {value}}}\n")
    };
    let good = "2021-03-01 10:00:07.5";
    for (broken, reason) in [
        (line("yesterday", "Item read", "\"i-1\""), Reason::Time),
        (line(good, "Item created", "\"oops\""), Reason::Value),
        (line(good, "Item updated", "{\"properties\": {}}"), Reason::Value),
        (line(good, "Link deleted", "null"), Reason::Value),
    ] {
        fs::write(folder.log(), format!("{OLDER}{broken}")).unwrap();
        let error = LogReader::new(folder.log()).verify().unwrap_err();
        assert_eq!(error.fault().map(|fault| (fault.line(), fault.reason())), Some((8, reason)), "{broken}");
        assert_eq!(replay(folder.log()).unwrap_err().fault().map(|fault| fault.line()), Some(8));
    }
    let fine = [line(good, "Item read", "null"), line(good, "Link deleted", "7"), line(good, "Something else", "[]")];
    fs::write(folder.log(), format!("{OLDER}{}", fine.concat())).unwrap();
    LogReader::new(folder.log()).verify().unwrap();
}

#[test]
fn another_file_is_told_apart() {
    let folder = Folder::new();
    for text in ["{\"timestamp\":\"2026-11-22T03:15:00Z\",\"level\":\"INFO\",\"message\":\"x\"}\n", "hello\n"] {
        fs::write(folder.log(), text).unwrap();
        let error = LogReader::new(folder.log()).verify().unwrap_err();
        assert_eq!(error.fault().map(|fault| (fault.line(), fault.reason())), Some((1, Reason::Foreign)));
        assert!(error.to_string().contains("no line of an audit log"));
    }
}

#[test]
fn what_was_erased_of_them_is_counted() {
    let folder = Folder::new();
    fs::write(folder.log(), OLDER).unwrap();
    let erasure =
        tracewell_audit::erase(folder.log(), tracewell_audit::Subject::User("u-2"), std::time::Duration::ZERO);
    let lines = erasure.unwrap().lines();
    assert_eq!(lines, 2);
    assert_eq!(LogReader::new(folder.log()).verify().unwrap().erased(), lines);
}
