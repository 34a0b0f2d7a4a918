//! What other programs do to a log file while it is written: renamed, removed, cut, its folder taken away.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracewell_log::{LogFile, Writer, WriterGuard};
use tracing_core::Level;

use self::support::{Flood, Folder, Stream};

const PATIENCE: Duration = Duration::from_secs(60);

fn start(folder: &Folder) -> (Writer, WriterGuard) {
    Writer::builder(LogFile::builder(folder.path()).build()).start().unwrap()
}

fn write(writer: &Writer, text: &str) {
    writer.write(Level::INFO, format!("{{\"text\":\"{text}\"}}\n").as_bytes());
    assert!(writer.flush(PATIENCE));
}

fn line(text: &str) -> String {
    format!("{{\"text\":\"{text}\"}}\n")
}

#[test]
fn a_renamed_file_is_left_and_a_new_one_begun() {
    let folder = Folder::new();
    let (writer, guard) = start(&folder);
    write(&writer, "one");
    fs::rename(folder.file("app.jsonl"), folder.file("app.jsonl-20261122")).unwrap();
    write(&writer, "two");
    // As logrotate does with `create`.
    fs::rename(folder.file("app.jsonl"), folder.file("app.jsonl-20261123")).unwrap();
    fs::write(folder.file("app.jsonl"), "").unwrap();
    write(&writer, "three");
    assert_eq!(guard.close(PATIENCE).written(), 3);
    let read = |name| folder.read(name);
    assert_eq!(
        (read("app.jsonl-20261122"), read("app.jsonl-20261123"), read("app.jsonl")),
        (line("one"), line("two"), line("three"))
    );
}

#[test]
fn a_removed_file_is_made_again() {
    let folder = Folder::new();
    let (writer, _guard) = start(&folder);
    write(&writer, "one");
    fs::remove_file(folder.file("app.jsonl")).unwrap();
    write(&writer, "two");
    assert_eq!(folder.read("app.jsonl"), line("two"));
}

#[test]
fn a_file_that_is_cut_goes_on_from_there() {
    let folder = Folder::new();
    let (writer, _guard) = start(&folder);
    write(&writer, "one");
    let copy = OpenOptions::new().write(true).open(folder.file("app.jsonl")).unwrap();
    copy.set_len(0).unwrap();
    write(&writer, "two");
    assert_eq!(folder.read("app.jsonl"), line("two"), "no zeros before it");
    copy.set_len(5).unwrap();
    write(&writer, "three");
    assert_eq!(folder.read("app.jsonl"), line("three"), "half a line is cut off");
    (&copy).write_all(b"# a note").unwrap();
    assert!(folder.read("app.jsonl").starts_with("# a note"));
}

#[test]
fn what_somebody_else_adds_is_not_joined_to_a_line() {
    let folder = Folder::new();
    let (writer, _guard) = start(&folder);
    write(&writer, "one");
    OpenOptions::new().append(true).open(folder.file("app.jsonl")).unwrap().write_all(b"a note").unwrap();
    write(&writer, "two");
    assert_eq!(folder.read("app.jsonl"), line("one") + "a note\n" + &line("two"));
}

#[test]
fn renamed_again_and_again_under_load_no_line_is_lost() {
    let folder = Folder::new();
    let mut flood = Flood::start_in(folder.path(), "size=200 max=500000 backups=10000 slow=200000 wait close=60000");
    flood.says("file ");
    let mut taken = 0;
    let until = Instant::now() + Duration::from_millis(1500);
    while Instant::now() < until {
        let to = folder.file(&format!("taken-{taken}"));
        if fs::rename(folder.file("app.jsonl"), to).is_ok() {
            taken += 1;
        }
        std::thread::sleep(Duration::from_millis(3));
    }
    flood.says("slow");
    flood.go_on();
    let told = flood.says_at_last();
    assert!(told.iter().any(|line| line.contains("written=200000 dropped=0")), "{told:?}");
    assert!(flood.ends().success());
    assert!(taken > 5);
    let mut seqs: Vec<u64> = Vec::new();
    for name in folder.names() {
        let stream = Stream::parse(&folder.read(&name));
        stream.assert_in_order();
        seqs.extend(stream.lines.iter().map(|line| line.1));
    }
    seqs.sort_unstable();
    assert_eq!(seqs, (0..200_000).collect::<Vec<_>>());
}

#[test]
fn a_folder_that_is_gone_is_told_and_made_again() {
    let folder = Folder::new();
    let logs = folder.file("logs");
    let steps = "info=1 flush=5000 wait info=2 flush=60000 wait close=60000";
    let mut flood = Flood::start_in(&logs, steps);
    flood.says("file ");
    flood.says("info");
    flood.says("flush true");
    fs::remove_dir_all(&logs).unwrap();
    flood.go_on();
    flood.says("wait");
    let mut told = vec![flood.says(""), flood.says(""), flood.says("")];
    told.sort();
    assert!(told.iter().any(|line| line.starts_with("flush true")), "{told:?}");
    let degraded = told.iter().find(|line| line.contains("log_sink_degraded")).unwrap();
    assert!(degraded.contains(r#""error_type":"not_found""#), "{degraded}");
    flood.go_on();
    flood.says_at_last();
    assert!(flood.ends().success());
    let stream = Stream::parse(&fs::read_to_string(logs.join("app.jsonl")).unwrap());
    assert_eq!(stream.lines.iter().map(|line| line.1).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(stream.count("log_sink_restored"), 1);
}

#[test]
fn a_folder_that_is_a_file_is_told_as_that() {
    let folder = Folder::new();
    let file = folder.file("file");
    fs::write(&file, "precious").unwrap();
    for directory in [file.clone(), file.join("below")] {
        let error = LogFile::builder(&directory).build().open().unwrap_err();
        assert_eq!(tracewell_log::error_type(&error), "not_a_directory", "{}", directory.display());
    }
    assert_eq!(fs::read_to_string(file).unwrap(), "precious");
    let nul = LogFile::builder("logs\0x").build().open().unwrap_err();
    assert_eq!(tracewell_log::error_type(&nul), "invalid_input");
    let long = LogFile::builder(folder.file(&"x".repeat(300))).build().open().unwrap_err();
    assert_eq!(tracewell_log::error_type(&long), "invalid_filename");
}

#[test]
fn a_folder_that_cannot_be_made_is_retried_until_it_can() {
    let folder = Folder::new();
    // Root may write anywhere, but not below a file.
    fs::write(folder.file("logs"), "").unwrap();
    let (told, other) = tells();
    let (writer, guard) = Writer::builder(LogFile::builder(folder.file("logs")).build()).start().unwrap();
    writer.announce_through(&other.0);
    writer.write(Level::INFO, line("one").as_bytes());
    assert!(!writer.flush(Duration::from_millis(300)));
    fs::remove_file(folder.file("logs")).unwrap();
    assert!(writer.flush(PATIENCE));
    assert_eq!(guard.close(PATIENCE).written(), 1);
    drop(other);
    let told: Vec<String> = told.iter().collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].contains("log_sink_degraded") && told[0].contains("not_a_directory") || told[0].contains("io_error")
    );
    assert!(told[1].contains("log_sink_restored") && told[1].contains("logs/app.jsonl"), "{told:?}");
    assert!(fs::read_to_string(folder.file("logs/app.jsonl")).unwrap().starts_with(&line("one")));
}

#[test]
fn whatever_stands_in_the_file_s_place_is_not_written_to() {
    for kind in ["link", "hard link", "folder", "pipe"] {
        let folder = Folder::new();
        let (victim, place) = (folder.file("victim"), folder.file("app.jsonl"));
        fs::write(&victim, "precious").unwrap();
        fs::set_permissions(&victim, PermissionsExt::from_mode(0o666)).unwrap();
        match kind {
            "hard link" => fs::hard_link(&victim, &place).unwrap(),
            "link" => symlink(&victim, &place).unwrap(),
            "folder" => fs::create_dir(&place).unwrap(),
            _ => assert!(std::process::Command::new("mkfifo").arg(&place).status().unwrap().success()),
        }
        let mut file = LogFile::builder(folder.path()).build();
        let error = file.open().unwrap_err();
        let word = tracewell_log::error_type(&error);
        let expected = match kind {
            "link" => "symbolic_link",
            "hard link" => "hard_link",
            "folder" => "is_a_directory",
            _ => "not_a_regular_file",
        };
        assert_eq!(word, expected);
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        assert_eq!(fs::metadata(&victim).unwrap().permissions().mode() & 0o777, 0o666, "{kind}");
    }
}

#[test]
fn a_hard_link_put_there_meanwhile_is_not_written_to() {
    let folder = Folder::new();
    let (lines, told) = tells();
    let (writer, guard) = start(&folder);
    writer.announce_through(&told.0);
    write(&writer, "one");
    let victim = folder.file("victim");
    fs::write(&victim, "precious").unwrap();
    fs::remove_file(folder.file("app.jsonl")).unwrap();
    fs::hard_link(&victim, folder.file("app.jsonl")).unwrap();
    writer.write(Level::INFO, line("two").as_bytes());
    let notice = lines.recv_timeout(PATIENCE).unwrap();
    assert!(notice.contains("log_sink_degraded") && notice.contains("hard_link"), "{notice}");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    // Taken away, the log goes on, and nothing is lost.
    fs::remove_file(folder.file("app.jsonl")).unwrap();
    assert_eq!(guard.close(PATIENCE).dropped(), 0);
    assert!(folder.read("app.jsonl").starts_with(&line("two")));
}

#[cfg(feature = "gzip")]
#[test]
fn a_link_in_the_place_where_files_are_packed_is_not_written_to() {
    for hard in [true, false] {
        let folder = Folder::new();
        let mut file = LogFile::builder(folder.path()).max_bytes(20).gzip(true).build();
        file.open().unwrap();
        let victim = folder.file("victim");
        fs::write(&victim, "precious").unwrap();
        let workshop = folder.file(".app.jsonl.gz.part");
        if hard { fs::hard_link(&victim, &workshop) } else { symlink(&victim, &workshop) }.unwrap();
        let (writer, guard) = Writer::builder(file).start().unwrap();
        ["one", "two", "three"].iter().for_each(|text| write(&writer, text));
        let until = Instant::now() + PATIENCE;
        while !folder.file("app.jsonl.2.gz").exists() {
            assert!(Instant::now() < until, "nothing was packed: {:?}", folder.names());
            std::thread::sleep(Duration::from_millis(5));
        }
        drop(guard);
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    }
}

#[test]
fn a_link_in_the_way_of_a_rotation_is_no_way_out() {
    let folder = Folder::new();
    fs::write(folder.file("victim"), "precious").unwrap();
    for name in [".app.jsonl.gz.part", "app.jsonl.1"] {
        symlink(folder.file("victim"), folder.file(name)).unwrap();
    }
    let (writer, guard) =
        Writer::builder(LogFile::builder(folder.path()).max_bytes(10).gzip(true).build()).start().unwrap();
    for text in ["one", "two", "three"] {
        write(&writer, text);
    }
    guard.close(PATIENCE);
    assert_eq!(folder.read("victim"), "precious");
}

#[test]
fn nobody_but_owner_and_group_reads_it() {
    let folder = Folder::new();
    let mode = |path: &str| fs::metadata(folder.file(path)).unwrap().permissions().mode() & 0o777;
    let logs = folder.file("a/b");
    fs::create_dir_all(&logs).unwrap();
    // As another logger has left it.
    fs::write(logs.join("app.jsonl"), "").unwrap();
    fs::set_permissions(logs.join("app.jsonl"), fs::Permissions::from_mode(0o666)).unwrap();
    let (writer, guard) = Writer::builder(LogFile::builder(&logs).max_bytes(1).build()).start().unwrap();
    for text in ["one", "two", "three"] {
        write(&writer, text);
    }
    guard.close(PATIENCE);
    for name in ["a/b/app.jsonl", "a/b/app.jsonl.1", "a/b/app.jsonl.2", "a/b/.app.jsonl.lock"] {
        assert_eq!(mode(name), 0o640, "{name}");
    }
    let mut file = LogFile::builder(folder.file("c/d")).build();
    file.open().unwrap();
    assert_eq!((mode("c"), mode("c/d"), mode("c/d/app.jsonl")), (0o750, 0o750, 0o640));
}

/// A sink that hands out its lines.
fn tells() -> (std::sync::mpsc::Receiver<String>, (Writer, WriterGuard)) {
    struct Lines(Arc<std::sync::Mutex<std::sync::mpsc::Sender<String>>>);
    impl tracewell_log::Sink for Lines {
        fn name(&self) -> &'static str {
            "lines"
        }
        fn write(&mut self, batch: tracewell_log::Batch<'_>) -> std::io::Result<usize> {
            let line = batch.whole_records(1);
            let _ = self.0.lock().unwrap().send(String::from_utf8_lossy(line).into_owned());
            Ok(line.len())
        }
    }
    let (send, receive) = std::sync::mpsc::channel();
    let sink = Lines(Arc::new(std::sync::Mutex::new(send)));
    (receive, Writer::builder(sink).start().unwrap())
}
