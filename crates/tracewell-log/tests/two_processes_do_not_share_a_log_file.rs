//! A name has one process at a time: the second one takes another, and says so.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;

use tracewell_log::LogFile;

use self::support::{Flood, Folder};

#[test]
fn the_second_writes_beside_the_first_until_that_ends() {
    let folder = Folder::new();
    let steps = "max=3000 backups=1000 wait slow=1000 wait close=60000";
    let mut first = Flood::start_in(folder.path(), steps);
    assert!(first.says("file ").contains("beside=false"));
    let mut second = Flood::start_in(folder.path(), steps);
    let told = second.says("file ");
    let own = format!("app.jsonl.{}", second.id());
    assert!(told.contains("beside=true") && told.contains(&format!("{own} ")), "{told}");
    for flood in [&mut first, &mut second] {
        flood.go_on();
    }
    for flood in [&mut first, &mut second] {
        flood.says("wait");
        flood.says("slow");
    }
    // The first has renamed its file many times, and the name is its own still.
    let mut third = LogFile::builder(folder.path()).build();
    third.open().unwrap();
    assert!(third.is_beside_another());
    drop(third);
    let (first_id, second_id) = (first.id(), second.id());
    for mut flood in [first, second] {
        flood.go_on();
        assert!(flood.says_at_last().iter().any(|line| line.contains("written=1000 dropped=0")));
        assert!(flood.ends().success());
    }
    assert_ne!(first_id, second_id);

    // Files of the second are not numbers of the first.
    let beside = format!("app.jsonl.{second_id}");
    let third = format!("app.jsonl.{}", std::process::id());
    let seqs = |name: &str, without: &[&str]| -> Vec<u64> {
        let only = Folder::new();
        for found in folder.names() {
            if found.starts_with(name) && !without.iter().any(|other| found.starts_with(other)) {
                fs::copy(folder.file(&found), only.file(&found)).unwrap();
            }
        }
        only.stream(name).lines.iter().map(|line| line.1).collect()
    };
    assert_eq!(seqs(&beside, &[]), (0..1000).collect::<Vec<_>>());
    assert_eq!(seqs("app.jsonl", &[&beside, &third]), (0..1000).collect::<Vec<_>>());

    let mut last = LogFile::builder(folder.path()).build();
    last.open().unwrap();
    assert!(!last.is_beside_another(), "the name is free again");
}

#[test]
fn a_process_id_that_is_the_number_of_a_backup_takes_another_name() {
    let folder = Folder::new();
    let mut first = LogFile::builder(folder.path()).build();
    first.open().unwrap();
    let backup = format!("app.jsonl.{}", std::process::id());
    fs::write(folder.file(&backup), "{\"full\":true}\n").unwrap();
    let mut second = LogFile::builder(folder.path()).build();
    second.open().unwrap();
    assert_eq!(second.path(), folder.file(&format!("{backup}-2")));
    let mut third = LogFile::builder(folder.path()).build();
    third.open().unwrap();
    assert_eq!(third.path(), folder.file(&format!("{backup}-3")));
    assert_eq!(folder.read(&backup), "{\"full\":true}\n");
}

#[test]
fn the_number_of_a_running_process_is_passed_over() {
    let folder = Folder::new();
    let mut first = LogFile::builder(folder.path()).build();
    first.open().unwrap();
    // As a process of id 2, of another container on the same volume, has it.
    fs::write(folder.file(".app.jsonl.2.lock"), "").unwrap();
    fs::write(folder.file("app.jsonl.2"), "{\"other\":true}\n").unwrap();
    drop(first);
    let flood = Flood::start_in(folder.path(), "max=100 size=100 backups=3 slow=20 close=60000");
    flood.says_at_last();
    assert!(flood.ends().success());
    assert_eq!(folder.read("app.jsonl.2"), "{\"other\":true}\n");
    assert_eq!(folder.names(), ["app.jsonl", "app.jsonl.1", "app.jsonl.2", "app.jsonl.3", "app.jsonl.4"]);
}
