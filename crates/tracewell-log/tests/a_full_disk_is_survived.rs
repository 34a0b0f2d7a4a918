//! No room for the log: told once, retried, mended, and told again when there is room.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use self::support::{Flood, Folder, Stream};

const PATIENCE: Duration = Duration::from_secs(60);

/// A file system of one megabyte, in memory.
struct Disk(PathBuf);

impl Disk {
    /// None where this process may not mount anything.
    fn mount(path: PathBuf) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&path).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(path))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// Past the capture of the test's output: a skipped test must be seen.
fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED {}: {why}", module_path!());
}

fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < until, "{what} did not come about");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn assert_whole(path: &Path) {
    let text = fs::read(path).unwrap();
    assert_eq!(text.last(), Some(&b'\n'), "half a line, {} bytes", text.len());
}

#[test]
fn a_disk_that_fills_up_degrades_and_recovers() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.file("disk")) else {
        return skip("no file system can be mounted here; a limit on the file's size stands in for it");
    };
    let ballast = disk.0.join("ballast");
    fs::write(&ballast, vec![b'x'; 900_000]).unwrap();

    let steps = "max=100000000 size=300 info=10000 flush=1000 wait stats info=10 flush=60000 close=60000";
    let mut flood = Flood::start_in(&disk.0, steps);
    flood.says("file ");
    let mut told = vec![flood.says(""), flood.says("")];
    told.sort();
    assert!(told[1].contains(r#""message":"log_sink_degraded""#), "{told:?}");
    assert!(told[1].contains(r#""sink":"file","error_type":"storage_full","path":""#), "{told:?}");
    assert!(told[1].contains("app.jsonl"), "{told:?}");
    flood.says("flush false");
    assert_whole(&disk.0.join("app.jsonl"));

    // Room for some of it, twice: nothing is said a second time.
    fs::write(&ballast, vec![b'x'; 500_000]).unwrap();
    eventually("more lines", || fs::metadata(disk.0.join("app.jsonl")).unwrap().len() > 400_000);
    assert_whole(&disk.0.join("app.jsonl"));
    fs::remove_file(&ballast).unwrap();
    let mut options = Command::new("mount");
    assert!(options.args(["-o", "remount,size=8m"]).arg(&disk.0).status().unwrap().success());
    flood.go_on();
    let rest = flood.says_at_last();
    assert!(flood.ends().success());
    assert!(rest.iter().any(|line| line.contains("written=10010 dropped=0")), "{rest:?}");
    assert!(!rest.iter().any(|line| line.contains("log_sink_degraded")), "{rest:?}");

    let stream = Stream::parse(&fs::read_to_string(disk.0.join("app.jsonl")).unwrap());
    let seqs: Vec<u64> = stream.lines.iter().map(|line| line.1).collect();
    assert_eq!(seqs, (0..10_010).collect::<Vec<_>>(), "each line once, none torn");
    assert_eq!((stream.count("log_sink_restored"), stream.count("log_sink_degraded")), (1, 0));
}

#[test]
fn what_the_queue_could_not_keep_is_counted_and_told() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.file("disk")) else {
        return skip("no file system can be mounted here");
    };
    let steps = "max=100000000 queue=100000 reserve=0 size=300 info=20000 flush=500 wait info=10 close=60000";
    let mut flood = Flood::start_in(&disk.0, steps);
    let mut told = vec![flood.says("file ")];
    while !told.iter().any(|line| line.starts_with("flush false")) {
        told.push(flood.says(""));
    }
    assert!(Command::new("mount").args(["-o", "remount,size=8m"]).arg(&disk.0).status().unwrap().success());
    eventually("room", || {
        let stream = fs::read_to_string(disk.0.join("app.jsonl")).unwrap();
        stream.contains("log_lines_dropped")
    });
    flood.go_on();
    flood.says_at_last();
    assert!(flood.ends().success());
    let stream = Stream::parse(&fs::read_to_string(disk.0.join("app.jsonl")).unwrap());
    stream.assert_in_order();
    assert!(stream.dropped() > 0);
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 20_010);
}

#[test]
fn a_disk_that_may_not_be_written_to_is_retried_until_it_may() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.file("disk")) else {
        return skip("no file system can be mounted here");
    };
    let remount = |how: &str| {
        assert!(Command::new("mount").args(["-o", how]).arg(&disk.0).status().unwrap().success());
    };
    remount("remount,ro");
    let mut flood = Flood::start_in(&disk.0, "info=10 flush=500 wait flush=60000 close=60000");
    assert!(flood.says("file ").contains("Err("));
    let told = [flood.says(""), flood.says("")];
    let degraded = told.iter().find(|line| line.contains("log_sink_degraded")).unwrap();
    assert!(degraded.contains(r#""error_type":"read_only_filesystem""#), "{degraded}");
    flood.says("flush false");
    remount("remount,rw");
    flood.go_on();
    flood.says("wait");
    flood.says("flush true");
    flood.says_at_last();
    assert!(flood.ends().success());
    let stream = Stream::parse(&fs::read_to_string(disk.0.join("app.jsonl")).unwrap());
    assert_eq!((stream.lines.len(), stream.count("log_sink_restored")), (10, 1));
}

#[test]
fn a_folder_of_somebody_else_s_is_told() {
    let folder = Folder::new();
    let steps = "info=10 flush=300 close=300";
    let prelude = "command -v setpriv >/dev/null && [ $(id -u) = 0 ] || exit 77";
    let as_nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
    let flood = Flood::start_limited_as(prelude, as_nobody, folder.path(), steps);
    let told = flood.says_at_last();
    if flood.ends().code() == Some(77) {
        return skip("no other user can be had here");
    }
    let degraded: Vec<_> = told.iter().filter(|line| line.contains("log_sink_degraded")).collect();
    assert_eq!(degraded.len(), 1, "{told:?}");
    assert!(degraded[0].contains(r#""error_type":"permission_denied""#), "{told:?}");
    assert!(told.iter().any(|line| line.contains("written=0 dropped=10")), "{told:?}");
}

/// A limit on the size of files fails in the middle of a write, as a full disk does, and takes no privilege.
#[test]
fn a_file_that_may_not_grow_never_ends_in_half_a_line() {
    let folder = Folder::new();
    let steps = "size=333 max=100000000 info=2000 flush=1500 close=60000";
    // In blocks of 512 bytes, which no line ends on.
    let flood = Flood::start_limited("trap '' XFSZ; ulimit -f 100", folder.path(), steps);
    let told = flood.says_at_last();
    assert!(flood.ends().success());
    let degraded: Vec<_> = told.iter().filter(|line| line.contains("log_sink_degraded")).collect();
    assert_eq!(degraded.len(), 1, "{told:?}");
    assert!(degraded[0].contains(r#""error_type":"file_too_large""#), "{told:?}");
    let stream = folder.stream("app.jsonl");
    let seqs: Vec<u64> = stream.lines.iter().map(|line| line.1).collect();
    assert_eq!(seqs, (0..seqs.len() as u64).collect::<Vec<_>>());
    assert!((140..160).contains(&seqs.len()) || (290..310).contains(&seqs.len()), "{}", seqs.len());

    // A limit above what a file takes before it is full is none.
    let folder = Folder::new();
    let steps = "size=333 max=20000 backups=1000 slow=2000 close=60000";
    let flood = Flood::start_limited("trap '' XFSZ; ulimit -f 100", folder.path(), steps);
    let told = flood.says_at_last();
    assert!(told.iter().any(|line| line.contains("written=2000 dropped=0")), "{told:?}");
    assert!(flood.ends().success());
    assert_eq!(folder.stream("app.jsonl").lines.len(), 2000);
}
