//! A full disk, a limit, a folder that is none: the change is refused, nothing shows, and the log stays whole.
#![allow(clippy::print_stderr, clippy::unwrap_used, reason = "a failure here is a failed test")]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tracewell_audit::{
    AuditLog, Collection, ErrorKind, Event, Journal, LogReader, OnBreak, Options, Reason, Refusal, replay, wait,
};

use self::support::{Folder, Thing, append, caller, open, thing};

/// Writes until nothing goes any more, and on when there is room again.
fn fill(log: &Path, make_room: impl FnOnce()) {
    let things = Collection::<Thing>::new();
    let journal = Journal::new(AuditLog::open(log, Options::new(), |entry| things.restore(entry)).unwrap().0);
    let us = caller("team-a", "u");
    let mut kept = 0;
    let refused = loop {
        match wait(journal.create(&things, &us, thing(&kept.to_string(), &"x".repeat(700)))) {
            Ok(_) => kept += 1,
            Err(refused) => break refused,
        }
        assert!(kept < 10_000);
    };
    assert!(matches!(&refused, Refusal::Unwritten(error) if error.kind() == ErrorKind::Io), "{refused:?}");
    assert!(!refused.to_string().contains('/'));
    assert_eq!(things.len(), kept);
    // Reads are answered all the same.
    assert_eq!(wait(journal.read(&things, &us, "0")).unwrap().id, "0");
    assert_eq!(wait(journal.search(&things, &us, |_| true)).len(), kept);
    let written = replay(log).unwrap();
    assert_eq!(written.of("Thing", None).len(), kept);
    make_room();
    drop(journal);
    LogReader::new(log).verify().unwrap();
}

/// Not a test: a process whose files may not grow beyond a limit.
#[test]
fn child() {
    let Some(path) = std::env::var_os("AUDIT_TEST_LOG") else { return };
    fill(path.as_ref(), || {});
    println!("filled");
}

#[test]
fn a_file_that_may_not_grow() {
    let folder = Folder::new();
    // SIGXFSZ would end the process; ignored, the write fails instead.
    let script = "trap '' XFSZ; ulimit -f 40; exec \"$0\" --exact child --nocapture --test-threads=1";
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .env("AUDIT_TEST_LOG", folder.log())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("filled"), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(LogReader::new(folder.log()).verify().unwrap().lines() > 5);
}

#[test]
fn a_full_disk() {
    let folder = Folder::new();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "none"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: file systems cannot be mounted here");
        return;
    }
    let filled = std::panic::catch_unwind(|| fill(&disk.join("audit.jsonl"), || {}));
    let _ = Command::new("umount").arg(&disk).status();
    filled.unwrap();
}

#[test]
fn a_folder_that_is_none() {
    let folder = Folder::new();
    fs::write(folder.path().join("file"), "").unwrap();
    let error = AuditLog::open(folder.path().join("file/audit.jsonl"), Options::new(), |_| Ok(())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(!error.to_string().contains("file/"));
}

#[test]
fn an_event_that_is_too_large_or_too_late() {
    let folder = Folder::new();
    let (log, _) = AuditLog::open(folder.log(), Options::new().max_event_bytes(1000), |_| Ok(())).unwrap();
    let event = |bytes: usize| Event::new("Item created", &"x".repeat(bytes)).unwrap();
    assert_eq!(wait(log.append(event(2000))).unwrap_err().kind(), ErrorKind::TooLarge);
    wait(log.append(event(100))).unwrap();
    log.close();
    assert_eq!(wait(log.append(event(1))).unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 1);
    let (log, _) = AuditLog::open(folder.log(), Options::new().max_pending_bytes(10), |_| Ok(())).unwrap();
    assert_eq!(wait(log.append(event(1))).unwrap_err().kind(), ErrorKind::Busy);
}

#[test]
fn a_second_process_waits_or_is_refused() {
    let folder = Folder::new();
    let log = open(&folder.log());
    let options = || Options::new().lock_wait(Duration::from_millis(100));
    assert_eq!(AuditLog::open(folder.log(), options(), |_| Ok(())).unwrap_err().kind(), ErrorKind::Locked);
    let path = folder.log();
    let second = std::thread::spawn(move || open(&path));
    std::thread::sleep(Duration::from_millis(100));
    append(&log, "Item read", "u", &"1".into());
    log.close();
    let second = second.join().unwrap();
    assert_eq!(second.head().seq(), 1);
    append(&second, "Item read", "u", &"2".into());
    // Dropped without being closed, it lets go as well.
    drop(second);
    assert_eq!(open(&folder.log()).head().seq(), 2);
}

#[test]
fn a_broken_chain_is_refused_or_left_behind() {
    let folder = Folder::new();
    let log = open(&folder.log());
    for id in ["1", "2", "3"] {
        append(&log, "Thing created", "u", &serde_json::json!(thing(id, "x")));
    }
    log.close();
    let text = fs::read_to_string(folder.log()).unwrap().replacen("\"2\"", "\"7\"", 1);
    fs::write(folder.log(), text).unwrap();
    let error = AuditLog::open(folder.log(), Options::new(), |_| Ok(())).unwrap_err();
    assert_eq!(error.to_string(), "audit.jsonl: line 2: altered: it is not what its hash was made of");

    let things = Collection::<Thing>::new();
    let options = || Options::new().on_break(OnBreak::NewSegment);
    let (log, summary) = AuditLog::open(folder.log(), options(), |entry| things.restore(entry)).unwrap();
    assert_eq!(things.len(), 1);
    let known = summary.known_break().unwrap();
    assert_eq!((known.file(), known.line(), known.reason()), ("audit.jsonl.000001.broken", 2, Reason::BrokenBefore));
    append(&log, "Thing created", "u", &serde_json::json!(thing("4", "x")));
    log.close();
    let summary = LogReader::new(folder.log()).verify().unwrap();
    assert_eq!((summary.lines(), summary.known_break().map(|fault| fault.line())), (3, Some(2)));
    let (log, _) = AuditLog::open(folder.log(), options(), |_| Ok(())).unwrap();
    assert_eq!(log.head().seq(), 3);
}

/// Runs on a small disk of its own, if there can be one.
fn on_disk(size: &str, act: impl FnOnce(&Path) + std::panic::UnwindSafe) {
    let folder = Folder::new();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let size = format!("size={size}");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: file systems cannot be mounted here");
        return;
    }
    let acted = std::panic::catch_unwind(|| act(&disk));
    let _ = Command::new("umount").args(["-l"]).arg(&disk).status();
    acted.unwrap();
}

#[test]
fn what_can_be_done_without_leaves_room_for_changes() {
    on_disk("160k", |disk| {
        let (log, _) = AuditLog::open(disk.join("audit.jsonl"), Options::new(), |_| Ok(())).unwrap();
        let event = || Event::new("Service read", &"x".repeat(300)).unwrap();
        let notes = (0..600).map(|_| wait(log.note(event()))).filter(Result::is_ok).count();
        assert!((50..600).contains(&notes), "{notes}");
        for _ in 0..5 {
            append(&log, "Thing created", "u", &serde_json::json!(thing("1", "x")));
        }
        log.close();
        assert_eq!(LogReader::new(disk.join("audit.jsonl")).verify().unwrap().lines(), notes as u64 + 5);
    });
}

/// Not a test: a process whose disk fails.
#[test]
fn failing_child() {
    let Some(path) = std::env::var_os("AUDIT_TEST_FAILING") else { return };
    let things = Collection::<Thing>::new();
    let (log, _) = AuditLog::open(path, Options::new(), |entry| things.restore(entry)).unwrap();
    let journal = Journal::new(log);
    let us = caller("team-a", "u");
    let kept = (0..12).filter(|id| wait(journal.create(&things, &us, thing(&id.to_string(), "x"))).is_ok()).count();
    assert_eq!(things.len(), kept);
    journal.log().close();
    println!("kept {kept}");
}

#[test]
fn a_disk_that_fails_to_sync_or_to_write() {
    if !Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: system calls cannot be traced here");
        return;
    }
    // A device that breaks, and a file system that the kernel has made read-only because of it.
    for (call, error, when) in [
        ("fdatasync", "EIO", "3..5"),
        ("write", "EIO", "3+3"),
        ("write", "EROFS", "4..6"),
        ("fdatasync", "EROFS", "4+"),
        ("ftruncate", "EIO", "2..3"),
    ] {
        let folder = Folder::new();
        let output = Command::new("strace")
            .args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")])
            .args(["-P", folder.log().to_str().unwrap()])
            .args(["-e", &format!("inject={call}:error={error}:when={when}")])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "failing_child", "--nocapture", "--test-threads=1"])
            .env("AUDIT_TEST_FAILING", folder.log())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let kept = text.lines().find_map(|line| line.split_once("kept ")?.1.parse::<usize>().ok());
        let kept = kept.unwrap_or_else(|| panic!("{call}: {text}{}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(replay(folder.log()).unwrap().len(), kept, "{call}");
        assert!(kept > 0, "{call}");
        LogReader::new(folder.log()).verify().unwrap();
    }
}

/// Not a test: a process whose disk fails under many writers.
#[test]
fn failing_child_of_many() {
    let Some(path) = std::env::var_os("AUDIT_TEST_FAILING_MANY") else { return };
    let things = Collection::<Thing>::new();
    let (log, _) = AuditLog::open(path, Options::new(), |entry| things.restore(entry)).unwrap();
    let journal = Journal::new(log);
    let writers: Vec<_> = (0..24)
        .map(|writer| {
            let (journal, things) = (journal.clone(), things.clone());
            std::thread::spawn(move || {
                let us = caller("team-a", "u");
                let ids = (0..8).map(|turn| format!("{writer}-{turn}"));
                ids.filter(|id| wait(journal.create(&things, &us, thing(id, "x"))).is_ok()).collect::<Vec<_>>()
            })
        })
        .collect();
    let kept: Vec<_> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    assert_eq!(things.len(), kept.len());
    journal.log().close();
    kept.iter().for_each(|id| println!("kept {id}"));
    println!("done");
}

#[test]
fn of_many_writers_those_of_a_failed_sync_are_refused_and_no_others() {
    if !Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: system calls cannot be traced here");
        return;
    }
    for (call, when) in [("fdatasync", "3..4"), ("fdatasync", "2+2"), ("write", "2+3"), ("fdatasync", "4+")] {
        let folder = Folder::new();
        let output = Command::new("strace")
            .args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")])
            .args(["-P", folder.log().to_str().unwrap()])
            .args(["-e", &format!("inject={call}:error=EIO:when={when}")])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "failing_child_of_many", "--nocapture", "--test-threads=1"])
            .env("AUDIT_TEST_FAILING_MANY", folder.log())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("done"), "{call}: {text}{}", String::from_utf8_lossy(&output.stderr));
        let kept: Vec<_> = text.lines().filter_map(|line| line.split_once("kept ").map(|(_, id)| id)).collect();
        assert!(!kept.is_empty() && kept.len() < 24 * 8, "{call} {when}: {}", kept.len());
        let written = replay(folder.log()).unwrap();
        assert_eq!(written.len(), kept.len(), "{call} {when}");
        LogReader::new(folder.log()).verify().unwrap();
    }
}
