//! Who is erased leaves no byte behind, and a chain that verifies.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::time::Duration;

use serde_json::json;
use tracewell_audit::{
    AuditLog, Eraser, ErrorKind, Event, LogReader, Options, Reason, Subject, compact, erase, replay, wait,
};

use self::support::{Folder, append, caller, item, open};

const NOW: Duration = Duration::ZERO;

/// Two people's items in several segments.
fn written(folder: &Folder, segment_bytes: u64) {
    let (log, _) = AuditLog::open(folder.log(), Options::new().segment_bytes(segment_bytes), |_| Ok(())).unwrap();
    for round in 0..5 {
        append(
            &log,
            "Item created",
            "anna-7",
            &item(&format!("a-{round}"), "anna-7", &json!({"mail": "anna@mail.example"})),
        );
        append(&log, "Item created", "bert-8", &item(&format!("b-{round}"), "bert-8", &json!({"colour": "red"})));
        append(&log, "Item read", "anna-7", &json!(format!("b-{round}")));
        append(&log, "Item updated", "bert-8", &item(&format!("a-{round}"), "anna-7", &json!({"seen": true})));
        append(&log, "Item search", "bert-8", &json!([format!("a-{round}"), format!("b-{round}")]));
    }
    append(&log, "Link deleted", "anna-7", &json!("l-1"));
    log.close();
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_user() {
    for segment_bytes in [u64::MAX, 3000] {
        let folder = Folder::new();
        written(&folder, segment_bytes);
        let before = LogReader::new(folder.log()).verify().unwrap();
        assert_eq!(before.files() > 2, segment_bytes == 3000);
        let erasure = erase(folder.log(), Subject::User("anna-7"), NOW).unwrap();
        assert_eq!((erasure.lines(), erasure.mentions()), (16, 0));
        for text in ["anna-7", "anna@mail.example"] {
            assert!(!contains(&folder.bytes(), text), "{text}");
        }
        let after = LogReader::new(folder.log()).verify().unwrap();
        assert_eq!((after.lines(), after.erased()), (before.lines() + 1, 16));
        // What the others made is as it was.
        assert_eq!(replay(folder.log()).unwrap().of("Item", None).len(), 5);
        // Nothing is left to be erased, and the chain goes on.
        assert_eq!(erase(folder.log(), Subject::User("anna-7"), NOW).unwrap().lines(), 0);
        let log = open(&folder.log());
        append(&log, "Item created", "bert-8", &item("b-9", "bert-8", &json!({})));
        log.close();
        // A line may lose one thing first and the other later.
        assert_eq!(erase(folder.log(), Subject::User("bert-8"), NOW).unwrap().lines(), 16);
        assert!(!contains(&folder.bytes(), "bert-8") && !contains(&folder.bytes(), "red"));
        LogReader::new(folder.log()).verify().unwrap();
        assert!(replay(folder.log()).unwrap().is_empty());
    }
}

#[test]
fn an_object() {
    let folder = Folder::new();
    written(&folder, 3000);
    let erasure = erase(folder.log(), Subject::Object("a-3"), NOW).unwrap();
    assert_eq!(erasure.lines(), 3);
    assert!(!contains(&folder.bytes(), "a-3"));
    let summary = LogReader::new(folder.log()).verify().unwrap();
    assert_eq!(summary.erased(), 3);
    assert_eq!(replay(folder.log()).unwrap().len(), 9);
    assert_eq!(erase(folder.log(), Subject::Object("nothing"), NOW).unwrap().lines(), 0);
}

#[test]
fn of_older_lines() {
    let folder = Folder::new();
    let older = "{\"time\":\"2020-01-01T00:00:00\",\"type\":\"Item created\",\"user\":\"anna-7\",\"value\":{\"id\":\"a\",\"properties\":null}}\n";
    fs::write(folder.log(), older).unwrap();
    let log = open(&folder.log());
    append(&log, "Item created", "bert-8", &item("b", "bert-8", &json!({})));
    log.close();
    assert_eq!(erase(folder.log(), Subject::User("anna-7"), NOW).unwrap().lines(), 1);
    assert!(!contains(&folder.bytes(), "anna-7"));
    LogReader::new(folder.log()).verify().unwrap();
    assert_eq!(replay(folder.log()).unwrap().len(), 1);
    // What is left of them is still linked.
    let text = fs::read_to_string(folder.log()).unwrap().replace("2020-01-01", "2021-01-01");
    fs::write(folder.log(), text).unwrap();
    let error = LogReader::new(folder.log()).verify().unwrap_err();
    assert_eq!(error.fault().map(|fault| (fault.line(), fault.reason())), Some((2, Reason::OlderAltered)));

    // Also where there was no chain before.
    fs::write(folder.log(), older).unwrap();
    assert_eq!(erase(folder.log(), Subject::Object("a"), NOW).unwrap().lines(), 1);
    LogReader::new(folder.log()).verify().unwrap();
}

#[test]
fn but_not_without_saying_so() {
    let folder = Folder::new();
    written(&folder, u64::MAX);
    let whole = fs::read_to_string(folder.log()).unwrap();
    erase(folder.log(), Subject::Object("a-0"), NOW).unwrap();
    let erased = fs::read_to_string(folder.log()).unwrap();
    // The first line as it is after the erasure, all others as before it.
    let first = erased.lines().next().unwrap();
    let rest: Vec<_> = whole.lines().skip(1).collect();
    fs::write(folder.log(), format!("{first}\n{}\n", rest.join("\n"))).unwrap();
    let error = LogReader::new(folder.log()).verify().unwrap_err();
    assert_eq!(error.fault().map(|fault| (fault.line(), fault.reason())), Some((1, Reason::ErasedUnsaid)));
    // A flipped byte of an erased line is found as any other.
    let altered = erased.replacen("_digest\":\"", "_digest\":\"0", 1).replacen("0", "", 1);
    fs::write(folder.log(), altered).unwrap();
    assert!(LogReader::new(folder.log()).verify().is_err());
}

#[test]
fn nor_behind_a_running_service_or_over_a_break() {
    let folder = Folder::new();
    written(&folder, u64::MAX);
    let log = open(&folder.log());
    assert_eq!(erase(folder.log(), Subject::User("anna-7"), NOW).unwrap_err().kind(), ErrorKind::Locked);
    log.close();
    let text = fs::read_to_string(folder.log()).unwrap().replacen("colour", "color", 1);
    fs::write(folder.log(), &text).unwrap();
    assert_eq!(erase(folder.log(), Subject::User("anna-7"), NOW).unwrap_err().kind(), ErrorKind::Broken);
    assert_eq!(fs::read_to_string(folder.log()).unwrap(), text);
    assert_eq!(erase(folder.path().join("none"), Subject::User("x"), NOW).unwrap_err().kind(), ErrorKind::Missing);
}

#[test]
fn nor_in_a_checkpoint() {
    for removed in [true, false] {
        let folder = Folder::new();
        written(&folder, 3000);
        let compaction = compact(folder.log(), NOW).unwrap();
        assert_eq!(compaction.objects(), 10);
        if removed {
            compaction.segments().for_each(|segment| fs::remove_file(segment).unwrap());
        }
        LogReader::new(folder.log()).verify().unwrap();
        let before = replay(folder.log()).unwrap();
        assert_eq!(before.len(), 10);
        let log = open(&folder.log());
        append(&log, "Item created", "bert-8", &item("b-9", "bert-8", &json!({})));
        log.close();
        assert!(erase(folder.log(), Subject::User("anna-7"), NOW).unwrap().lines() > 0);
        assert!(!contains(&folder.bytes(), "anna-7") && !contains(&folder.bytes(), "anna@mail"));
        LogReader::new(folder.log()).verify().unwrap();
        assert_eq!(replay(folder.log()).unwrap().len(), 6);
    }
}

#[test]
fn whatever_an_earlier_one_left() {
    let folder = Folder::new();
    written(&folder, 3000);
    // A segment without a line, from a process that ended as it began one.
    let second = folder.path().join("audit.jsonl.000002");
    for number in (2..9).rev() {
        let from = folder.path().join(format!("audit.jsonl.00000{number}"));
        if from.exists() {
            fs::rename(from, folder.path().join(format!("audit.jsonl.00000{}", number + 1))).unwrap();
        }
    }
    fs::write(&second, "").unwrap();
    LogReader::new(folder.log()).verify().unwrap();
    assert_eq!(erase(folder.log(), Subject::User("anna-7"), NOW).unwrap().lines(), 16);
    assert!(!contains(&folder.bytes(), "anna-7"));
    LogReader::new(folder.log()).verify().unwrap();

    // A checkpoint that nothing depends on, and that still holds somebody.
    let folder = Folder::new();
    written(&folder, u64::MAX);
    let checkpoint = folder.path().join("audit.jsonl.000001.checkpoint");
    compact(folder.log(), NOW).unwrap();
    let held = fs::read(&checkpoint).unwrap();
    let erasure = erase(folder.log(), Subject::User("anna-7"), NOW).unwrap();
    assert_eq!(erasure.checkpoints().count(), 1);
    fs::write(&checkpoint, held).unwrap();
    let erasure = erase(folder.log(), Subject::User("anna-7"), NOW).unwrap();
    assert_eq!((erasure.lines(), erasure.checkpoints().count()), (0, 1));
    assert!(!contains(&folder.bytes(), "anna-7"));
    // One that holds nothing of somebody stays: the segments before it may have gone by its word.
    compact(folder.log(), NOW).unwrap();
    assert_eq!(erase(folder.log(), Subject::User("nobody"), NOW).unwrap().checkpoints().count(), 0);
    LogReader::new(folder.log()).verify().unwrap();
}

#[test]
fn of_one_team_alone() {
    let folder = Folder::new();
    let note = |team: &str, user: &str, value| {
        let log = open(&folder.log());
        wait(log.append(Event::new("Note created", &value).unwrap().by(&caller(team, user)))).unwrap();
        log.close();
    };
    note("acme", "anna-7", json!({"id": "n-1", "text": "of acme"}));
    note("globex", "anna-7", json!({"id": "n-1", "text": "of globex"}));
    note("globex", "bert-8", json!({"id": "n-2", "created_by": "bert-8", "anna-7": 1, "colour": "red"}));
    note("evil", "red", json!({"id": "n-3"}));
    note("evil", "colour", json!({"id": "n-4"}));

    let whole = folder.bytes();
    for subject in [Subject::User("anna-7"), Subject::Object("n-1"), Subject::User("red")] {
        let error = erase(folder.log(), subject, NOW).unwrap_err();
        assert_eq!((error.kind(), error.teams().len()), (ErrorKind::SeveralTeams, 2), "{subject:?}");
        assert!(!error.to_string().contains("acme"));
    }
    assert_eq!(folder.bytes(), whole);
    // A user who is called like a member is no reason to take the members of others.
    assert_eq!(erase(folder.log(), Subject::User("colour"), NOW).unwrap().lines(), 1);
    let of_acme = Eraser::new(Subject::User("anna-7")).team("acme");
    let plan = of_acme.plan(folder.log()).unwrap();
    assert_eq!(plan.of().collect::<Vec<_>>(), [("acme", "Note created", 1)]);
    assert_eq!((plan.lines(), plan.mentions()), (1, 2));
    assert_eq!(of_acme.erase(folder.log()).unwrap(), plan);
    let bytes = folder.bytes();
    assert!(!contains(&bytes, "of acme") && contains(&bytes, "of globex") && contains(&bytes, "red"));
    assert_eq!(Eraser::new(Subject::Object("n-1")).all_teams().erase(folder.log()).unwrap().lines(), 1);
    assert_eq!(Eraser::new(Subject::User("red")).team("evil").erase(folder.log()).unwrap().lines(), 1);
    assert_eq!(replay(folder.log()).unwrap().len(), 1);
    LogReader::new(folder.log()).verify().unwrap();
}

#[test]
fn however_it_is_written() {
    let folder = Folder::new();
    let deep = format!("{{\"id\":\"i-1\",\"by\":\"anna-7\",\"x\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let log = open(&folder.log());
    for raw in [
        deep.as_str(),
        r#"{"id":"i-2","by":"\u0061nna-7"}"#,
        r#"{"id":"i-3","by":"anna-7","by":"bert-8"}"#,
        r#"{"id":"i-4","note":"seen by \u0061nna-7 today"}"#,
        r#"{"id":"i-5","\u0061nna-7":1}"#,
    ] {
        let value: &serde_json::value::RawValue = serde_json::from_str(raw).unwrap();
        wait(log.append(Event::new("Item created", value).unwrap().by(&caller("team-a", "bert-8")))).unwrap();
    }
    log.close();
    let erasure = erase(folder.log(), Subject::User("anna-7"), NOW).unwrap();
    assert_eq!((erasure.lines(), erasure.mentions()), (3, 2));
    LogReader::new(folder.log()).verify().unwrap();
    let state = replay(folder.log()).unwrap();
    assert_eq!(state.of("Item", None).len(), 2);
}
