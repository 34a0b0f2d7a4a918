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

fn by(team: &str, user: &str, kind: &'static str, value: &Value) -> Event {
    use tracewell_context::{Identity, Principal, TeamId, UserId};
    let principal = Principal::new(TeamId::new(team).unwrap()).user(UserId::new(user).unwrap());
    Event::new(kind, value).unwrap().by(&Identity::verified(principal))
}

#[test]
fn one_of_several_teams_is_erased_when_it_is_named() {
    let folder = Folder::new();
    let file = folder.path("audit.jsonl");
    let (log, _) = AuditLog::open(&file, Options::new(), |_| Ok(())).unwrap();
    for team in ["acme", "globex"] {
        wait(log.append(by(team, "anna-7", "Note created", &json!({"id": "n-1", "text": team})))).unwrap();
    }
    wait(log.append(by("acme", "bert-8", "Note read", &json!("n-2")))).unwrap();
    log.close();
    let whole = fs::read_to_string(&file).unwrap();
    let output = audit(&["erase", "--user", "anna-7", &file]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("several teams: acme, globex; say --team TEAM"), "{}", output.stderr);
    let output = audit(&["erase", "--user", "anna-7", "--dry-run", &file]);
    assert!(output.stderr.contains("nothing is erased without --team TEAM"), "{}", output.stderr);
    let output = audit(&["erase", "--user", "anna-7", "--all-teams", "--dry-run", &file]);
    assert_eq!(output.stderr, "");
    let plan = "would erase from 2 lines, and changes nothing now:\n  acme  Note created  1 line\n  globex  Note created  1 line\n";
    assert_eq!((output.code, output.stdout.as_str()), (0, plan), "{}", output.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), whole);
    let output = audit(&["erase", "--user", "anna-7", "--team", "acme", &file]);
    assert_eq!((output.code, output.stdout.as_str()), (0, "erased from 1 line; the chain says so and holds\n"));
    assert!(output.stderr.contains("1 line holds the id still"), "{}", output.stderr);
    // Within a team, the id alone will do.
    assert_eq!(audit(&["erase", "--user", "bert-8", &file]).code, 0);
    assert_eq!(audit(&["erase", "--object", "n-1", &file]).code, 0);
    assert_eq!(state(&audit(&["replay", &file])).get("notes"), None);
    assert_eq!(audit(&["erase", "--user", "x", "--team", "a", "--all-teams", &file]).code, 2);
}

#[test]
fn a_witness_of_which_nothing_can_be_compared_is_none() {
    let folder = Folder::new();
    let (file, log) = written(&folder);
    let told = fs::read_to_string(&log).unwrap();
    let checkpoint = told.lines().find(|line| line.contains("audit_checkpoint")).unwrap().to_owned();
    let hash: Value = serde_json::from_str(&checkpoint).unwrap();
    let hash = hash["hash"].as_str().unwrap().to_owned();
    let verify = |lines: &str| {
        let witness = folder.file("witness.jsonl", lines.as_bytes());
        audit(&["verify", "--witness", &witness, &file])
    };
    // Upper case is the same number.
    let upper = checkpoint.replace(&hash, &hash.to_uppercase());
    assert!(verify(&upper).stdout.contains("1 as the witness saw them"));
    let torn = checkpoint.get(..checkpoint.len() - 9).unwrap();
    let output = verify(&format!("{checkpoint}\n{torn}\nnothing of audit_checkpoint\n"));
    assert_eq!(output.code, 0);
    assert!(output.stderr.contains("note: 2 lines of the witness"), "{}", output.stderr);
    assert_eq!(verify(torn).code, 2);

    // Compacted, its first lines are gone; what is named of them still counts.
    audit(&["compact", &file]).stdout.lines().skip(1).for_each(|segment| fs::remove_file(segment).unwrap());
    assert!(verify(&checkpoint).stdout.contains("1 as the witness saw them"));
    let forged = checkpoint.replace(&hash, &"0".repeat(64));
    assert_eq!(verify(&forged).code, 1);
    let earlier = checkpoint.replace("\"seq\":6", "\"seq\":4");
    assert_ne!(earlier, checkpoint);
    let output = verify(&earlier);
    assert_eq!(output.code, 2, "{}", output.stdout);
    assert!(output.stderr.contains("none of the 1 line that the witness saw"), "{}", output.stderr);
    let output = verify(&format!("{earlier}\n{checkpoint}\n"));
    assert!(
        output.code == 0 && output.stdout.contains("(1 more that it saw could not be compared"),
        "{}",
        output.stdout
    );
}

#[test]
fn a_time_that_it_cannot_know_is_refused() {
    let folder = Folder::new();
    let (file, _) = written(&folder);
    audit(&["compact", &file]).stdout.lines().skip(1).for_each(|segment| fs::remove_file(segment).unwrap());
    let output = audit(&["replay", "--until", "2020-01-01T00:00:00Z", &file]);
    assert_eq!((output.code, output.stdout.as_str()), (2, ""));
    assert!(output.stderr.contains("does not reach back to that time"), "{}", output.stderr);
    for until in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:60-00:01"] {
        assert_eq!(state(&audit(&["replay", "--until", until, &file]))["items"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn what_is_no_audit_log_is_told_in_words() {
    let folder = Folder::new();
    let (file, log) = written(&folder);
    let output = audit(&["verify", &log]);
    assert!(output.code == 1 && output.stdout.contains("line 1: no line of an audit log"), "{}", output.stdout);
    let packed = folder.file("audit.jsonl.gz", &[0x1f, 0x8b, 8, 0, 0, 0]);
    for command in ["verify", "show", "replay", "compact"] {
        let output = audit(&[command, &packed]);
        assert!(output.code == 2 && output.stderr.contains("is compressed"), "{command}: {}", output.stderr);
        let output = audit(&[command, "-"]);
        assert!(output.code == 2 && output.stderr.contains("standard input"), "{command}: {}", output.stderr);
    }
    let empty = folder.file("empty.jsonl", b"");
    assert!(audit(&["verify", &empty]).stderr.contains("warning: there is no line in it"));
    // A name is shown as one, and steers nothing.
    let hostile = folder.path("audit\u{1b}[2J\u{202e}.jsonl");
    fs::copy(&file, &hostile).unwrap();
    let text = fs::read_to_string(&hostile).unwrap();
    let shown = |text: &str| {
        fs::write(&hostile, text).unwrap();
        let output = audit(&["verify", &hostile]);
        let told = format!("{}{}", output.stdout, output.stderr);
        assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told:?}");
        output.code
    };
    assert_eq!(shown(text.get(..text.len() - 9).unwrap()), 0);
    assert_eq!(shown(&text.replacen("i-2", "i-9", 1)), 1);
    let options = Options::new().on_break(tracewell_audit::OnBreak::NewSegment);
    AuditLog::open(&hostile, options, |_| Ok(())).unwrap().0.close();
    let output = audit(&["verify", &hostile]);
    assert_eq!(output.code, 1);
    assert!(!format!("{}{}", output.stdout, output.stderr).contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn nothing_is_called_erased_that_was_not() {
    let folder = Folder::new();
    let file = folder.file("older.jsonl", OLDER.replace("\"value\": \"\"", "\"value\": null").as_bytes());
    assert!(!audit(&["show", &file]).stdout.contains("[ERASED]"));
    assert_eq!(audit(&["erase", "--object", "i-1", &file]).code, 0);
    assert!(audit(&["verify", &file]).stdout.contains("1 erased and said so"));
    assert_eq!(audit(&["show", &file]).stdout.matches("[ERASED]").count(), 1);
}

/// The page's own words, on a real file.
#[test]
fn the_page_verifies_by_hand() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/audit.md")).unwrap();
    let script = page.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = Folder::new();
    let (file, _) = written(&folder);
    let (log, _) = AuditLog::open(&file, Options::new(), |_| Ok(())).unwrap();
    wait(log.append(by("acme", "anna-7", "Note created", &json!({"id": "n-\"1\"", "text": "\u{1f600}\\"})))).unwrap();
    wait(log.append(by("acme", "anna-7", "Note read", &json!("n-2")))).unwrap();
    wait(log.append(by("acme", "bert-8", "Note created", &json!({"id": "n-3", "by": "anna-7"})))).unwrap();
    log.close();
    assert_eq!(audit(&["erase", "--user", "anna-7", &file]).code, 0);
    let run = |script: &str| std::process::Command::new("python3").args(["-c", script, &file]).output();
    let Ok(output) = run(script) else {
        eprintln!("skipped: there is no python3 here");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("10 lines, head "), "{text}");
    // All three forms of an erased line were among them.
    let written = fs::read_to_string(&file).unwrap();
    assert!(
        written.contains("\"value_salt\"") && written.contains("\"user_salt\"") && written.contains("\"value_digest\"")
    );
    fs::write(&file, written.replacen("i-2", "i-9", 1)).unwrap();
    let output = run(script).unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("line 3"), "{output:?}");
}
