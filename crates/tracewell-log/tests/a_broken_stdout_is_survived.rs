//! Standard output fails: nobody reads any more, or the disk is full.
#![cfg(target_os = "linux")]

mod support;

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use self::support::{Flood, Stream, finish_reading};

fn assert_survives(mut flood: Flood, error_type: &str) {
    let notice = flood.says("log_sink_degraded");
    assert!(notice.contains(&format!(r#""sink":"stdout","error_type":"{error_type}"}}"#)), "{notice}");
    flood.go_on();
    let rest = flood.says_at_last();
    assert!(flood.ends().success());
    let of = |text: &str| rest.iter().filter(|line| line.contains(text)).count();
    assert_eq!(of("log_sink_degraded"), 0, "said once: {rest:?}");
    assert_eq!(of("lines=100001 written=0 dropped=100001 queued=0"), 1, "{rest:?}");
    assert_eq!(of(r#""message":"log_lines_dropped""#), 1, "{rest:?}");
    assert_eq!(of(r#""dropped":100001}"#), 1, "{rest:?}");
}

const STEPS: &str = "wait info=1 flush=300 wait info=100000 flush=1200 close=60000";

#[test]
fn a_closed_pipe() {
    let mut flood = Flood::start(STEPS, Stdio::piped());
    drop(flood.stdout());
    flood.go_on();
    flood.says("wait");
    flood.says("info");
    assert_survives(flood, "broken_pipe");
}

#[test]
fn a_full_disk() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut flood = Flood::start(STEPS, full);
    flood.go_on();
    flood.says("wait");
    flood.says("info");
    assert_survives(flood, "storage_full");
}

#[test]
fn a_reader_that_is_replaced_gets_the_rest_and_learns_what_is_missing() {
    let path = std::env::temp_dir().join(format!("tracewell-fifo-{}", std::process::id()));
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    // Open both ways at first: each end waits for the other.
    let both = OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let mut first = BufReader::new(File::open(&path).unwrap());
    let write = OpenOptions::new().write(true).open(&path).unwrap();
    drop(both);

    let mut flood = Flood::start("info=100 flush=60000 wait info=100000 wait close=60000", write);
    flood.says("info");
    flood.says("flush true");
    let mut text = String::new();
    for _ in 0..100 {
        first.read_line(&mut text).unwrap();
    }
    drop(first);
    flood.go_on();
    flood.says("wait");
    let (a, b) = (flood.says(""), flood.says(""));
    assert!(a.contains("log_sink_degraded") || b.contains("log_sink_degraded"), "{a} {b}");

    let second = File::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    flood.go_on();
    text.push_str(&finish_reading(second));
    flood.says("wait");
    let stream = Stream::parse(&text);
    flood.says(&format!("dropped={} queued=0", stream.dropped()));
    assert!(flood.ends().success());
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 100_100);
    assert!(stream.dropped() > 0);
    assert_eq!((stream.count("log_sink_restored"), stream.count("log_lines_dropped")), (1, 1));
    stream.assert_in_order();
}
