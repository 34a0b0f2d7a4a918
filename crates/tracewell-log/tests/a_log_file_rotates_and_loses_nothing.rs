//! Files that are full make room for the next, and all of them together hold every line once and in order.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::time::{Duration, SystemTime};

use tracewell_log::{LogFile, LogFileBuilder, Stats, Writer};
use tracing_core::Level;

use self::support::{Flood, Folder};

const PATIENCE: Duration = Duration::from_secs(60);

fn line(seq: u64, size: usize) -> String {
    let start = format!(r#"{{"level":"INFO","thread":0,"seq":{seq},"pad":""#);
    format!("{start}{}\"}}\n", ".".repeat(size.saturating_sub(start.len() + 3)))
}

/// Writes lines of these numbers, one batch each, in a run of its own.
fn write_one_by_one(builder: LogFileBuilder, seqs: impl IntoIterator<Item = u64>, size: usize) -> Stats {
    let (writer, guard) = Writer::builder(builder.build()).start().unwrap();
    for seq in seqs {
        writer.write(Level::INFO, line(seq, size).as_bytes());
        assert!(writer.flush(PATIENCE));
    }
    guard.close(PATIENCE)
}

#[test]
fn thousands_of_files_hold_every_line_once_and_in_order() {
    let folder = Folder::new();
    let flood = Flood::start_in(folder.path(), "max=4000 backups=5000 slow=50000 size=500 slow=12000 close=60000");
    let told = flood.says_at_last();
    assert!(told.iter().any(|line| line.contains("written=62000 dropped=0 queued=0")), "{told:?}");
    assert!(flood.ends().success());

    let files = folder.log("app.jsonl");
    assert!(files.len() > 3900, "{} files", files.len());
    for (name, text) in &files {
        assert!(text.len() <= 4000, "{name} has {} bytes", text.len());
        assert!(text.len() > 3000 || name == "app.jsonl", "{name} has only {} bytes", text.len());
    }
    let stream = folder.stream("app.jsonl");
    let seqs: Vec<u64> = stream.lines.iter().map(|line| line.1).collect();
    assert_eq!(seqs, (0..62_000).collect::<Vec<_>>());
}

#[test]
fn many_threads_at_full_speed_lose_nothing_untold() {
    let folder = Folder::new();
    let flood = Flood::start_in(folder.path(), "max=300000 backups=1000 threads=20000 close=60000");
    let told = flood.says_at_last();
    assert!(flood.ends().success());
    let stream = folder.stream("app.jsonl");
    stream.assert_in_order();
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 160_000, "{told:?}");
    assert!(folder.log("app.jsonl").len() > 10);
}

#[test]
fn only_so_many_backups_are_kept() {
    let folder = Folder::new();
    let stats = write_one_by_one(LogFile::builder(folder.path()).max_bytes(250).backup_count(3), 0..20, 100);
    assert_eq!((stats.written(), stats.dropped()), (20, 0));
    assert_eq!(folder.names(), ["app.jsonl", "app.jsonl.1", "app.jsonl.2", "app.jsonl.3"]);
    let seqs: Vec<u64> = folder.stream("app.jsonl").lines.iter().map(|line| line.1).collect();
    assert_eq!(seqs, (12..20).collect::<Vec<_>>(), "the youngest, two a file");
}

#[test]
fn without_backups_the_one_file_starts_afresh() {
    let folder = Folder::new();
    write_one_by_one(LogFile::builder(folder.path()).max_bytes(250).backup_count(0), 0..7, 100);
    assert_eq!(folder.names(), ["app.jsonl"]);
    assert_eq!(folder.read("app.jsonl"), line(6, 100));
}

#[test]
fn a_line_longer_than_a_file_has_one_to_itself() {
    let folder = Folder::new();
    write_one_by_one(LogFile::builder(folder.path()).max_bytes(1).backup_count(100), 0..5, 400);
    for (number, (name, text)) in folder.log("app.jsonl").into_iter().enumerate() {
        assert_eq!(text, line(number as u64, 400), "{name}");
    }
    assert_eq!(folder.names().len(), 5);
}

#[test]
fn what_is_there_at_the_start_counts() {
    let folder = Folder::new();
    for run in 0..4 {
        write_one_by_one(LogFile::builder(folder.path()).max_bytes(300), run * 2..run * 2 + 2, 100);
    }
    let sizes: Vec<usize> = folder.log("app.jsonl").into_iter().map(|(_, text)| text.len()).collect();
    assert_eq!(sizes, [300, 300, 200]);
}

#[test]
fn a_gap_in_the_numbers_is_filled_and_nothing_is_overwritten() {
    let folder = Folder::new();
    fs::write(folder.file("app.jsonl.1"), line(2, 100)).unwrap();
    fs::write(folder.file("app.jsonl.2"), line(1, 100)).unwrap();
    fs::write(folder.file("app.jsonl.4"), line(0, 100)).unwrap();
    write_one_by_one(LogFile::builder(folder.path()).max_bytes(100), 3..6, 100);
    let seqs: Vec<u64> = folder.stream("app.jsonl").lines.iter().map(|line| line.1).collect();
    assert_eq!(seqs, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn what_only_looks_like_a_number_is_nobody_s_backup() {
    let folder = Folder::new();
    let others = ["app.jsonl.20261122", "app.jsonl.01", "app.jsonl.1a", "app.jsonl-1", "app.jsonl.bak", "app.jsonl.+3"];
    for other in others {
        fs::write(folder.file(other), "kept").unwrap();
    }
    write_one_by_one(LogFile::builder(folder.path()).max_bytes(1).backup_count(2), 0..9, 100);
    for other in others {
        assert_eq!(folder.read(other), "kept");
    }
    assert_eq!(folder.names().len(), others.len() + 3);
}

#[test]
fn a_lower_count_removes_what_is_too_much() {
    let folder = Folder::new();
    write_one_by_one(LogFile::builder(folder.path()).max_bytes(1).backup_count(200), 0..150, 100);
    assert_eq!(folder.names().len(), 150);
    write_one_by_one(LogFile::builder(folder.path()).max_bytes(1).backup_count(2), 150..152, 100);
    let seqs: Vec<u64> = folder.stream("app.jsonl").lines.iter().map(|line| line.1).collect();
    assert_eq!(seqs, [149, 150, 151]);
}

#[test]
fn a_new_period_begins_a_new_file() {
    let folder = Folder::new();
    let day = || LogFile::builder(folder.path()).period(Duration::from_secs(24 * 60 * 60));
    write_one_by_one(day(), 0..2, 100);
    let yesterday = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
    fs::File::options().append(true).open(folder.file("app.jsonl")).unwrap().set_modified(yesterday).unwrap();
    write_one_by_one(day(), 2..4, 100);
    assert_eq!(folder.read("app.jsonl.1"), line(0, 100) + &line(1, 100));
    assert_eq!(folder.read("app.jsonl"), line(2, 100) + &line(3, 100));

    let folder = Folder::new();
    let second = LogFile::builder(folder.path()).period(Duration::from_secs(1)).build();
    let (writer, guard) = Writer::builder(second).start().unwrap();
    for seq in 0..3 {
        writer.write(Level::INFO, line(seq, 100).as_bytes());
        assert!(writer.flush(PATIENCE));
        std::thread::sleep(Duration::from_millis(1100));
    }
    guard.close(PATIENCE);
    assert_eq!(folder.names(), ["app.jsonl", "app.jsonl.1", "app.jsonl.2"]);
    assert_eq!(folder.read("app.jsonl.1"), line(1, 100));
}

#[cfg(feature = "gzip")]
#[test]
fn full_files_are_packed_beside_the_work() {
    use std::time::Instant;

    let folder = Folder::new();
    // What a crash may have left: a part, and a file that was packed but not yet removed.
    fs::write(folder.file(".app.jsonl.gz.part"), b"half").unwrap();
    let builder = || LogFile::builder(folder.path()).max_bytes(20_000).backup_count(40).gzip(true);
    let (writer, guard) = Writer::builder(builder().build()).start().unwrap();
    for seq in 0..5000 {
        writer.write(Level::INFO, line(seq, 100).as_bytes());
        if seq % 150 == 0 {
            assert!(writer.flush(PATIENCE));
        }
    }
    assert_eq!(guard.close(PATIENCE).dropped(), 0);
    let until = Instant::now() + PATIENCE;
    while folder.names().iter().any(|name| !name.ends_with(".gz") && name != "app.jsonl") {
        assert!(Instant::now() < until, "{:?}", folder.names());
        std::thread::sleep(Duration::from_millis(10));
    }
    let seqs: Vec<u64> = folder.stream("app.jsonl").lines.iter().map(|line| line.1).collect();
    assert_eq!(seqs, (0..5000).collect::<Vec<_>>());
    assert!(folder.names().len() > 20);
    assert!(!folder.file(".app.jsonl.gz.part").exists());
    // The next start finishes what was interrupted.
    fs::write(folder.file("app.jsonl.1"), b"the source of what is packed").unwrap();
    drop(Writer::builder(builder().build()).start().unwrap());
    let mut file = builder().build();
    file.open().unwrap();
    assert!(!folder.file("app.jsonl.1").exists() && folder.file("app.jsonl.1.gz").exists());
}

#[cfg(not(feature = "gzip"))]
#[test]
fn without_the_feature_files_stay_as_they_are() {
    let folder = Folder::new();
    let builder = LogFile::builder(folder.path()).max_bytes(100).gzip(true);
    assert!(builder.lacks_gzip());
    write_one_by_one(builder, 0..3, 100);
    assert_eq!(folder.names(), ["app.jsonl", "app.jsonl.1", "app.jsonl.2"]);
}
