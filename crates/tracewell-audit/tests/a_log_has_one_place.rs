//! One file, whatever it is called: one writer, and nothing confirmed that went somewhere else.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tracewell_audit::{AuditLog, ErrorKind, Event, LogReader, Options, Subject, compact, erase, replay, wait};

use self::support::{Folder, append, item, open};

const NOW: Duration = Duration::ZERO;

fn is_refused(path: &Path) -> bool {
    let options = Options::new().lock_wait(NOW);
    matches!(AuditLog::open(path, options, |_| Ok(())), Err(error) if error.kind() == ErrorKind::Locked)
}

#[test]
fn a_second_writer_is_refused_by_any_name() {
    let folder = Folder::new();
    let log = open(&folder.log());
    append(&log, "Item created", "u", &item("i-1", "u", &json!({})));
    fs::create_dir(folder.path().join("other")).unwrap();
    let link = folder.path().join("other/audit.jsonl");
    symlink("../audit.jsonl", &link).unwrap();
    assert!(is_refused(&link));
    let hard = folder.path().join("hard.jsonl");
    fs::hard_link(folder.log(), &hard).unwrap();
    assert!(is_refused(&hard));
    fs::remove_file(folder.path().join("audit.jsonl.lock")).unwrap();
    assert!(is_refused(&folder.log()));
    assert_eq!(erase(folder.log(), Subject::User("u"), NOW).unwrap_err().kind(), ErrorKind::Locked);
    assert_eq!(compact(folder.log(), NOW).unwrap_err().kind(), ErrorKind::Locked);
    append(&log, "Item created", "u", &item("i-2", "u", &json!({})));
    log.close();
    let log = open(&link);
    append(&log, "Item created", "u", &item("i-3", "u", &json!({})));
    log.close();
    assert_eq!(replay(folder.log()).unwrap().len(), 3);
}

#[test]
fn also_once_it_has_been_sealed() {
    let folder = Folder::new();
    let (log, _) = AuditLog::open(folder.log(), Options::new().segment_bytes(600), |_| Ok(())).unwrap();
    for id in 0..4 {
        append(&log, "Item created", "u", &item(&id.to_string(), "u", &json!({})));
    }
    fs::remove_file(folder.path().join("audit.jsonl.lock")).unwrap();
    assert!(is_refused(&folder.log()));
    log.close();
    assert!(!is_refused(&folder.log()));
    assert!(LogReader::new(folder.log()).verify().unwrap().files() > 2);
}

#[test]
fn a_link_is_followed_by_everything() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("data")).unwrap();
    let link = folder.path().join("data/audit.jsonl");
    // Of nothing yet.
    symlink("../kept.jsonl", &link).unwrap();
    let (log, _) = AuditLog::open(&link, Options::new().segment_bytes(600), |_| Ok(())).unwrap();
    for (id, user) in [("1", "anna-7"), ("2", "bert-8"), ("3", "anna-7")] {
        append(&log, "Item created", user, &item(id, user, &json!({})));
    }
    log.close();
    assert_eq!(erase(&link, Subject::User("anna-7"), NOW).unwrap().lines(), 2);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_dir(folder.path().join("data")).unwrap().count(), 1);
    for entry in fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        assert!(!fs::read_to_string(&entry).unwrap().contains("anna-7"), "{entry:?}");
    }
    compact(&link, NOW).unwrap();
    LogReader::new(&link).verify().unwrap();
    assert_eq!(replay(&link).unwrap().len(), 1);
}

#[test]
fn what_would_go_elsewhere_is_refused() {
    let folder = Folder::new();
    let log = open(&folder.log());
    let change = |id: &str| wait(log.append(Event::new("Item created", &item(id, "u", &json!({}))).unwrap()));
    change("1").unwrap();
    let away = folder.path().join("away.jsonl");
    fs::rename(folder.log(), &away).unwrap();
    assert_eq!(change("2").unwrap_err().kind(), ErrorKind::Io);
    assert!(log.reader().verify().is_err());
    // Another file in its place is not it.
    fs::copy(&away, folder.log()).unwrap();
    assert_eq!(change("3").unwrap_err().kind(), ErrorKind::Io);
    fs::rename(&away, folder.log()).unwrap();
    change("4").unwrap();
    fs::remove_file(folder.log()).unwrap();
    assert_eq!(change("5").unwrap_err().kind(), ErrorKind::Io);
    log.close();
}

#[test]
fn what_is_replaced_belongs_to_whom_it_did() {
    let folder = Folder::new();
    let log = open(&folder.log());
    for user in ["anna-7", "bert-8"] {
        append(&log, "Item created", user, &item(user, user, &json!({})));
    }
    log.close();
    fs::remove_file(folder.path().join("audit.jsonl.lock")).unwrap();
    // Only the first of all may give files away.
    let given = chown(folder.log(), Some(4711), Some(4712)).is_ok();
    fs::set_permissions(folder.log(), fs::Permissions::from_mode(0o640)).unwrap();
    erase(folder.log(), Subject::User("anna-7"), NOW).unwrap();
    compact(folder.log(), NOW).unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let there = entry.metadata().unwrap();
        let mode = if entry.file_name() == "audit.jsonl.lock" { 0o600 } else { 0o640 };
        assert_eq!(there.mode() & 0o777, mode, "{entry:?}");
        assert!(!given || (there.uid(), there.gid()) == (4711, 4712), "{entry:?}");
    }
}
