//! Compacting and erasing end at any moment, on a full disk too: the log is there, whole, and doing it again does the rest.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tracewell_audit::{AuditLog, ErrorKind, LogReader, Options, Reason, Subject, compact, erase, replay};

use self::support::{Folder, append, item, open};

const NOW: Duration = Duration::ZERO;

fn grow(path: &Path, ids: std::ops::Range<u32>) {
    let (log, _) = AuditLog::open(path, Options::new().segment_bytes(1500), |_| Ok(())).unwrap();
    for id in ids {
        let user = if id % 2 == 0 { "anna-7" } else { "bert-8" };
        append(&log, "Item created", user, &item(&format!("i-{id}"), user, &json!({"secret": format!("of {user}")})));
    }
    log.close();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

fn goes_on(folder: &Folder, objects: usize) {
    LogReader::new(folder.log()).verify().unwrap();
    assert_eq!(replay(folder.log()).unwrap().len(), objects);
    grow(&folder.log(), 900..901);
    compact(folder.log(), NOW).unwrap();
    assert_eq!(replay(folder.log()).unwrap().len(), objects + 1);
    LogReader::new(folder.log()).verify().unwrap();
    assert!(!names(folder.path()).iter().any(|name| name.ends_with("writing")), "{:?}", names(folder.path()));
}

#[test]
fn a_checkpoint_that_was_begun_and_not_finished() {
    for begun in [".000001.checkpoint", ".000001.checkpoint.writing", ".writing", ".erasing"] {
        let folder = Folder::new();
        drop(open(&folder.log()));
        let log = open(&folder.log());
        append(&log, "Item created", "u", &item("i-1", "u", &json!({})));
        log.close();
        fs::write(folder.path().join(format!("audit.jsonl{begun}")), "{\"v\":1,\"se").unwrap();
        goes_on(&folder, 1);
    }
}

#[test]
fn a_second_one_behind_a_first() {
    let folder = Folder::new();
    grow(&folder.log(), 0..4);
    let compaction = compact(folder.log(), NOW).unwrap();
    let first = names(folder.path()).into_iter().find(|name| name.ends_with("checkpoint")).unwrap();
    compaction.segments().for_each(|segment| fs::remove_file(segment).unwrap());
    let next = "audit.jsonl.000099.checkpoint";
    assert_ne!(first, next);
    for text in ["", "{\"v\":1,\"seq\":1,\"ti"] {
        fs::write(folder.path().join(next), text).unwrap();
        LogReader::new(folder.log()).verify().unwrap();
        assert_eq!(replay(folder.log()).unwrap().len(), 4);
    }
    goes_on(&folder, 4);
}

#[test]
fn a_log_that_was_sealed_and_not_followed() {
    let folder = Folder::new();
    let log = open(&folder.log());
    append(&log, "Item created", "anna-7", &item("i-1", "anna-7", &json!({})));
    append(&log, "Item created", "bert-8", &item("i-2", "bert-8", &json!({})));
    log.close();
    let sealed = folder.path().join("audit.jsonl.000001");
    fs::rename(folder.log(), &sealed).unwrap();
    let whole = fs::read(&sealed).unwrap();
    assert_eq!(compact(folder.log(), NOW).unwrap().segments().count(), 1);
    assert_eq!(replay(folder.log()).unwrap().len(), 2);
    LogReader::new(folder.log()).verify().unwrap();

    for name in names(folder.path()) {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    fs::write(&sealed, whole).unwrap();
    assert_eq!(erase(folder.log(), Subject::User("anna-7"), NOW).unwrap().lines(), 1);
    assert!(!String::from_utf8_lossy(&folder.bytes()).contains("anna-7"));
    goes_on(&folder, 1);
}

#[test]
fn lines_behind_a_checkpoint_that_are_gone_are_a_break() {
    let folder = Folder::new();
    grow(&folder.log(), 0..2);
    compact(folder.log(), NOW).unwrap().segments().for_each(|segment| fs::remove_file(segment).unwrap());
    for empty in [true, false] {
        if empty {
            fs::write(folder.log(), "").unwrap()
        } else {
            fs::remove_file(folder.log()).unwrap()
        }
        let error = AuditLog::open(folder.log(), Options::new(), |_| Ok(())).unwrap_err();
        assert_eq!(error.fault().map(|fault| (fault.line(), fault.reason())), Some((1, Reason::Gone)));
    }
}

/// Not a test: the process that is ended in the middle.
#[test]
fn child() {
    let Some(path) = std::env::var_os("AUDIT_TEST_LOG") else { return };
    match std::env::var("AUDIT_TEST_ACT").unwrap().as_str() {
        "compact" => drop(compact(path, NOW).unwrap()),
        _ => drop(erase(path, Subject::User("anna-7"), NOW).unwrap()),
    }
}

#[test]
fn a_kill_at_any_system_call() {
    if !Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: system calls cannot be traced here");
        return;
    }
    for act in ["compact", "erase"] {
        for begin in ["plain", "spare", "behind"] {
            for call in ["rename", "unlink", "write", "fsync"] {
                for number in (1..40).step_by(if matches!(call, "write" | "fsync") { 3 } else { 1 }) {
                    let folder = Folder::new();
                    grow(&folder.log(), 0..6);
                    if begin != "plain" {
                        let compaction = compact(folder.log(), NOW).unwrap();
                        if begin == "behind" {
                            compaction.segments().for_each(|segment| fs::remove_file(segment).unwrap());
                        }
                    }
                    let inject = format!("inject={call}:signal=KILL:when={number}");
                    let ended = Command::new("strace")
                        .args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject])
                        .arg(std::env::current_exe().unwrap())
                        .args(["--exact", "child", "--test-threads=1", "--nocapture"])
                        .env("AUDIT_TEST_LOG", folder.log())
                        .env("AUDIT_TEST_ACT", act)
                        .output()
                        .unwrap();
                    let place = format!("{act} {begin} {call} {number}: {:?}", names(folder.path()));
                    LogReader::new(folder.log()).verify().unwrap_or_else(|error| panic!("{place}: {error}"));
                    if act == "compact" {
                        assert_eq!(replay(folder.log()).unwrap().len(), 6, "{place}");
                        compact(folder.log(), NOW).unwrap();
                    } else {
                        erase(folder.log(), Subject::User("anna-7"), NOW).unwrap();
                        assert!(!String::from_utf8_lossy(&folder.bytes()).contains("anna-7"), "{place}");
                    }
                    LogReader::new(folder.log()).verify().unwrap_or_else(|error| panic!("again, {place}: {error}"));
                    assert!(!names(folder.path()).iter().any(|name| name.ends_with("writing")), "{place}");
                    if ended.status.success() {
                        break;
                    }
                }
            }
        }
    }
}

#[test]
fn a_full_disk() {
    let folder = Folder::new();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "none"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: file systems cannot be mounted here");
        return;
    }
    let filled = std::panic::catch_unwind(|| {
        let path = disk.join("audit.jsonl");
        grow(&path, 0..4);
        compact(&path, NOW).unwrap().segments().for_each(|segment| fs::remove_file(segment).unwrap());
        let log = open(&path);
        append(&log, "Item created", "anna-7", &item("long", "anna-7", &json!({"text": "x".repeat(90_000)})));
        log.close();
        let _ = fs::write(disk.join("filler"), vec![0; 400_000]);
        assert_eq!(compact(&path, NOW).unwrap_err().kind(), ErrorKind::Io);
        assert_eq!(erase(&path, Subject::User("anna-7"), NOW).unwrap_err().kind(), ErrorKind::Io);
        assert!(!names(&disk).iter().any(|name| name.ends_with("writing")), "{:?}", names(&disk));
        LogReader::new(&path).verify().unwrap();
        assert_eq!(replay(&path).unwrap().len(), 5);
        fs::remove_file(disk.join("filler")).unwrap();
        compact(&path, NOW).unwrap();
        assert_eq!(replay(&path).unwrap().len(), 5);
    });
    let _ = Command::new("umount").arg(&disk).status();
    filled.unwrap();
}
