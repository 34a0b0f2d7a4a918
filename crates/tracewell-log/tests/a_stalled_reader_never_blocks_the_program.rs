//! Standard output is a pipe that nobody reads for a while.
#![cfg(target_os = "linux")]

mod support;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use self::support::{Flood, Stream, finish_reading, read_slowly};

#[test]
fn what_the_queue_could_not_hold_is_counted_and_told_in_its_place() {
    let mut flood = Flood::start("info=100000 flush=300 wait flush=60000 info=10 stats", Stdio::piped());
    flood.says("info");
    flood.says("flush false");
    flood.go_on();
    let stream = Stream::parse(&finish_reading(flood.stdout()));
    flood.says("wait");
    flood.says("flush true");
    flood.says("info");
    let stats = flood.says("stats");
    assert!(flood.ends().success());

    stream.assert_in_order();
    assert!(stats.contains(&format!("dropped={}", stream.dropped())), "{stats}");
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 100_010);
    assert_eq!(stream.count("log_lines_dropped"), 1);
    // After the lines that came before the loss, and before those that came after.
    assert_eq!(stream.notices[0].0, stream.lines.len() - 10);
    assert_eq!(stream.count("log_sink_degraded") + stream.count("log_sink_restored"), 0);
}

#[test]
fn memory_stays_within_the_queue() {
    let mut flood = Flood::start("size=1000 info=100000 threads=5000 wait", Stdio::piped());
    flood.says("info");
    flood.says("threads");
    // 140 MB were written; the rest of the program takes less than ten.
    let peak = flood.peak_memory();
    assert!(peak < 48 * 1024, "{peak} KiB");
    drop(flood.stdout());
}

#[test]
fn warnings_survive_what_drops_the_rest() {
    let steps = "info=100000 warn=2000 info=1000 wait close=60000";
    let mut flood = Flood::start(steps, Stdio::piped());
    for step in ["info", "warn", "info"] {
        flood.says(step);
    }
    flood.go_on();
    let stream = Stream::parse(&finish_reading(flood.stdout()));
    assert_eq!(stream.of_level("WARN"), 2000);
    assert!(stream.of_level("INFO") < 100_000);
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 103_000);
    stream.assert_in_order();
}

#[test]
fn even_warnings_are_dropped_rather_than_waited_for() {
    let mut flood = Flood::start("queue=100000 reserve=50000 warn=100000 wait close=60000", Stdio::piped());
    flood.says("warn");
    flood.go_on();
    let stream = Stream::parse(&finish_reading(flood.stdout()));
    assert!(stream.lines.len() < 10_000);
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 100_000);
}

#[test]
fn a_stopped_reader_gets_the_rest_when_it_goes_on() {
    let mut cat = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let signal = |name: &str, id: u32| Command::new("kill").args([name, &id.to_string()]).status().unwrap();
    signal("-STOP", cat.id());
    let mut flood = Flood::start("threads=20000 wait close=60000", cat.stdin.take().unwrap());
    flood.says("threads");
    signal("-CONT", cat.id());
    flood.go_on();
    let stream = Stream::parse(&finish_reading(cat.stdout.take().unwrap()));
    flood.says("wait");
    flood.says(&format!("dropped={} queued=0", stream.dropped()));
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 160_000);
    stream.assert_in_order();
    cat.wait().unwrap();
}

#[test]
fn a_slow_reader_is_told_at_most_once_a_second() {
    let mut flood = Flood::start("queue=200000 info=4000 flush=60000 ".repeat(8).trim(), Stdio::piped());
    let start = Instant::now();
    let stream = Stream::parse(&read_slowly(flood.stdout()));
    stream.assert_in_order();
    assert!(stream.dropped() > 0);
    assert_eq!(stream.lines.len() as u64 + stream.dropped(), 32_000);
    // The first at once, the last when it ends, and between them one a second.
    assert!(stream.count("log_lines_dropped") as u64 <= start.elapsed().as_secs() + 2);
}

#[test]
fn the_end_does_not_wait_for_a_reader_for_ever() {
    let start = Instant::now();
    let mut flood = Flood::start("info=100000 close=300", Stdio::piped());
    let stdout = flood.stdout();
    flood.says("info");
    let mut last = flood.says_at_last();
    assert!(flood.ends().success());
    assert!(start.elapsed() < Duration::from_secs(30));

    let report = last.iter().position(|line| line.starts_with("close")).map(|at| last.remove(at)).unwrap();
    // Nobody else is there to tell of what the stream could not.
    let told = Stream::parse(&format!("{}\n", last.join("\n")));
    let stream = Stream::parse(&finish_reading(stdout));
    assert!(report.contains(&format!("dropped={} queued=0", told.dropped())), "{report}");
    assert_eq!(stream.lines.len() as u64 + told.dropped(), 100_000);
    stream.assert_in_order();
}
