//! What a sink may do wrong, step by step.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tracewell_log::{Batch, Notice, Recovery, Sink, Stats, Writer, WriterGuard};
use tracing_core::Level;

const PATIENCE: Duration = Duration::from_secs(30);

/// What the next calls of a sink do; without any, all goes well.
#[derive(Clone, Copy, Debug)]
enum Act {
    Take(usize),
    Fail(ErrorKind),
    Panic,
}

#[derive(Clone, Debug, Default)]
struct Script {
    acts: Arc<Mutex<VecDeque<Act>>>,
    restarts: bool,
    output: Arc<Mutex<Vec<u8>>>,
}

impl Script {
    fn new(acts: impl Into<VecDeque<Act>>) -> Self {
        let acts = Arc::new(Mutex::new(acts.into()));
        Self { acts, ..Self::default() }
    }

    fn start(&self) -> (Writer, WriterGuard) {
        Writer::builder(self.clone()).notice_format(plain).start().unwrap()
    }

    fn output(&self) -> String {
        String::from_utf8(self.output.lock().unwrap().clone()).unwrap()
    }
}

impl Sink for Script {
    fn name(&self) -> &'static str {
        "script"
    }

    fn write(&mut self, batch: Batch<'_>) -> io::Result<usize> {
        let act = self.acts.lock().unwrap().pop_front();
        let bytes = match act {
            None => batch.bytes(),
            Some(Act::Take(bytes)) => &batch.bytes()[..bytes],
            Some(Act::Fail(kind)) => return Err(kind.into()),
            Some(Act::Panic) => panic!("as the script says"),
        };
        self.output.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn recover(&mut self) -> io::Result<Recovery> {
        if !self.restarts {
            return Ok(Recovery::Continued);
        }
        self.output.lock().unwrap().clear();
        Ok(Recovery::Restarted)
    }
}

fn plain(notice: &Notice, out: &mut Vec<u8>) {
    out.extend_from_slice(
        match notice {
            Notice::Degraded { error_type, .. } => format!("degraded {error_type}\n"),
            Notice::LinesDropped { dropped, .. } => format!("dropped {dropped}\n"),
            _ => "restored\n".to_owned(),
        }
        .as_bytes(),
    );
}

fn stats_of(stats: Stats) -> (u64, u64, u64) {
    (stats.written(), stats.dropped(), stats.queued())
}

#[test]
fn a_torn_line_is_completed_first() {
    let script = Script::new([Act::Take(2), Act::Fail(ErrorKind::StorageFull), Act::Take(1)]);
    let (writer, guard) = script.start();
    writer.write(Level::INFO, b"first\n");
    writer.write(Level::INFO, b"second\n");
    assert!(writer.flush(PATIENCE));
    assert_eq!(stats_of(guard.close(PATIENCE)), (2, 0, 0));
    let output = script.output();
    assert_eq!(output.replace("restored\n", ""), "first\nsecond\n");
    assert_eq!(output.matches("restored\n").count(), 1);
}

#[test]
fn a_stream_that_starts_over_gets_the_torn_line_whole() {
    let mut script =
        Script::new([Act::Take("zero\n".len()), Act::Take("first\nsec".len()), Act::Fail(ErrorKind::NotFound)]);
    script.restarts = true;
    let (writer, guard) = script.start();
    // The sink hangs in its first write until the next two lines are one batch.
    let output = script.output.lock().unwrap();
    writer.write(Level::INFO, b"zero\n");
    while script.acts.lock().unwrap().len() == 3 {
        thread::yield_now();
    }
    writer.write(Level::INFO, b"first\n");
    writer.write(Level::INFO, b"second\n");
    drop(output);
    assert_eq!(stats_of(guard.close(PATIENCE)), (3, 0, 0));
    assert_eq!(script.output(), "second\nrestored\n", "the last of the streams");
}

#[test]
fn a_sink_that_panics_or_takes_nothing_is_one_that_fails() {
    let (told, other) = collector();
    for (act, error_type) in [(Act::Panic, "sink_panicked"), (Act::Take(0), "write_zero")] {
        let script = Script::new([act]);
        let (writer, guard) = script.start();
        writer.announce_through(&other.0);
        writer.write(Level::INFO, b"line\n");
        assert!(writer.flush(PATIENCE));
        assert_eq!(told.recv_timeout(PATIENCE).unwrap(), format!("degraded {error_type}\n"));
        assert_eq!(told.recv_timeout(PATIENCE).unwrap(), "restored\n");
        assert_eq!(stats_of(guard.close(PATIENCE)), (1, 0, 0));
        assert_eq!(script.output(), "line\nrestored\n");
    }
}

#[test]
fn an_outage_is_announced_once_by_the_other_sinks() {
    let script = Script::new([Act::Fail(ErrorKind::PermissionDenied); 4]);
    let (told, other) = collector();
    let (writer, guard) = script.start();
    writer.announce_through(&other.0);
    other.0.announce_through(&writer);
    writer.write(Level::INFO, b"line\n");
    assert!(writer.flush(PATIENCE));
    drop(guard);
    drop(other);
    assert_eq!(told.iter().collect::<String>(), "degraded permission_denied\nrestored\n");
}

#[test]
fn a_sink_that_would_block_is_no_outage() {
    let script = Script::new([Act::Fail(ErrorKind::WouldBlock), Act::Fail(ErrorKind::Interrupted), Act::Take(3)]);
    let (writer, guard) = script.start();
    writer.write(Level::INFO, b"line\n");
    assert!(writer.flush(PATIENCE));
    drop(guard);
    assert_eq!(script.output(), "line\n");
}

#[test]
fn a_sick_sink_does_not_hold_up_a_healthy_one() {
    let sick = Script::new([Act::Fail(ErrorKind::StorageFull); 1000]);
    let healthy = Script::default();
    let (sick_writer, sick_guard) = sick.start();
    let (healthy_writer, _guard) = healthy.start();
    sick_writer.announce_through(&healthy_writer);
    for writer in [&sick_writer, &healthy_writer] {
        writer.write(Level::INFO, b"line\n");
    }
    assert!(healthy_writer.flush(PATIENCE));
    assert!(!sick_writer.flush(Duration::from_millis(100)));
    let start = Instant::now();
    assert_eq!(stats_of(sick_guard.close(PATIENCE)), (0, 1, 0));
    assert!(start.elapsed() < PATIENCE / 2, "a sink that fails is not waited for to the end");
    assert!(healthy_writer.flush(PATIENCE));
    let mut lines: Vec<_> = healthy.output().lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(lines, ["degraded storage_full", "dropped 1", "line"]);
}

#[test]
fn a_closed_writer_counts_what_it_refuses() {
    let script = Script::default();
    let (writer, guard) = script.start();
    writer.write(Level::INFO, b"line");
    writer.write(Level::INFO, b"");
    let _ = guard.close(PATIENCE);
    writer.write(Level::ERROR, b"too late\n");
    assert!(writer.flush(Duration::ZERO), "nothing is waiting");
    assert_eq!(stats_of(writer.stats()), (1, 1, 0));
    assert_eq!(script.output(), "line\n");
}

#[test]
fn a_sink_that_logs_and_flushes_does_not_wait_for_itself() {
    #[derive(Debug)]
    struct Chatty(Arc<Mutex<Option<Writer>>>, Sender<bool>);

    impl Sink for Chatty {
        fn name(&self) -> &'static str {
            "chatty"
        }

        fn write(&mut self, batch: Batch<'_>) -> io::Result<usize> {
            if let Some(writer) = self.0.lock().unwrap().take() {
                writer.write(Level::INFO, b"from the sink\n");
                self.1.send(writer.flush(Duration::from_secs(3600))).unwrap();
            }
            Ok(batch.bytes().len())
        }
    }

    let (send, flushed) = channel();
    let own = Arc::default();
    let (writer, guard) = Writer::builder(Chatty(Arc::clone(&own), send)).start().unwrap();
    *own.lock().unwrap() = Some(writer.clone());
    writer.write(Level::INFO, b"line\n");
    assert!(!flushed.recv_timeout(PATIENCE).unwrap());
    assert_eq!(stats_of(guard.close(PATIENCE)), (2, 0, 0));
}

/// A healthy sink that hands out what it is given, line by line.
fn collector() -> (Receiver<String>, (Writer, WriterGuard)) {
    #[derive(Debug)]
    struct Collector(Sender<String>);

    impl Sink for Collector {
        fn name(&self) -> &'static str {
            "collector"
        }

        fn write(&mut self, batch: Batch<'_>) -> io::Result<usize> {
            let line = batch.whole_records(1);
            let _ = self.0.send(String::from_utf8_lossy(line).into_owned());
            Ok(line.len())
        }
    }

    let (send, receive) = channel();
    (receive, Writer::builder(Collector(send)).notice_format(plain).start().unwrap())
}
