//! A name has one process at a time: the second one takes another, and says so.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

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

/// What a process beside the first one has left, or leaves while `lock` is held.
fn leave(folder: &Folder, name: &str, files: &[&str], age: u64) {
    fs::write(folder.file(&format!(".{name}.lock")), "").unwrap();
    for (younger, ending) in files.iter().enumerate() {
        let path = folder.file(&format!("{name}{ending}"));
        fs::write(&path, "{}\n").unwrap();
        let modified = SystemTime::now() - Duration::from_secs(age - younger as u64);
        File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
    }
}

fn hidden(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.filter(|name| name.starts_with('.')).collect();
    names.sort();
    names
}

#[test]
fn what_processes_have_left_that_are_gone_is_bounded_and_the_youngest_stay() {
    let folder = Folder::new();
    leave(&folder, "app.jsonl.4001", &[".2.gz", ".1", ""], 3000);
    leave(&folder, "app.jsonl.4002", &[""], 2000);
    leave(&folder, "app.jsonl.4003-2", &[".1", ""], 1000);
    leave(&folder, "app.jsonl.4004", &[], 500);
    leave(&folder, "app.jsonl.4005", &["", ".1"], 9000);
    let running = File::open(folder.file(".app.jsonl.4005.lock")).unwrap();
    running.lock().unwrap();
    for not_ours in ["app.jsonl.4001.bak", "app.jsonl.40011", "other.jsonl.4001", "app.jsonl.7"] {
        fs::write(folder.file(not_ours), "").unwrap();
    }
    fs::write(folder.file(".app.jsonl.4001.gz.part"), "half").unwrap();
    let mut file = LogFile::builder(folder.path()).backup_count(4).build();
    file.open().unwrap();
    let mut expected = vec![
        "app.jsonl",
        "app.jsonl.4001",
        "app.jsonl.4001.bak",
        "app.jsonl.40011",
        "app.jsonl.4002",
        "app.jsonl.4003-2",
        "app.jsonl.4003-2.1",
        "app.jsonl.4005",
        "app.jsonl.4005.1",
        "app.jsonl.7",
        "other.jsonl.4001",
    ];
    assert_eq!(folder.names(), expected);
    let locks = |of: &[&str]| of.iter().map(|name| format!(".app.jsonl{name}.lock")).collect::<Vec<_>>();
    assert_eq!(hidden(&folder), locks(&[".4001", ".4002", ".4003-2", ".4005", ""]));

    // The running one ends, and a second process of the name comes: it tidies up too, and keeps one at least.
    drop(running);
    let mut second = LogFile::builder(folder.path()).backup_count(0).build();
    second.open().unwrap();
    assert!(second.is_beside_another());
    let own = format!("app.jsonl.{}", std::process::id());
    expected.retain(|name| {
        !["app.jsonl.4001", "app.jsonl.4002", "app.jsonl.4003-2.1", "app.jsonl.4005", "app.jsonl.4005.1"].contains(name)
    });
    expected.push(&own);
    expected.sort_unstable();
    assert_eq!(folder.names(), expected);
    assert_eq!(hidden(&folder), {
        let mut locks = locks(&[".4003-2", &format!(".{}", std::process::id()), ""]);
        locks.sort();
        locks
    });
}
