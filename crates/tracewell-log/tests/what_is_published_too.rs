//! Counts of others that go to the recorder of metrics together with the writer's own.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tracewell_log::{Batch, Sink, Writer};
use tracing_core::Level;

const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps what it gets.
#[derive(Clone, Debug, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Sink for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn write(&mut self, batch: Batch<'_>) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(batch.bytes());
        Ok(batch.bytes().len())
    }
}

fn counting() -> (Arc<AtomicU64>, impl Fn() + Send + Sync + 'static) {
    let times = Arc::<AtomicU64>::default();
    let counted = Arc::clone(&times);
    (times, move || {
        counted.fetch_add(1, Ordering::SeqCst);
    })
}

fn wait_for(what: impl Fn() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !what() {
        assert!(Instant::now() < until, "nothing comes");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn when_asked() {
    let (times, publish) = counting();
    let (writer, guard) = Writer::builder(Memory::default()).publish_too(publish).start().unwrap();
    // The thread publishes once by itself when it starts.
    wait_for(|| times.load(Ordering::SeqCst) > 0);
    let before = times.load(Ordering::SeqCst);
    writer.publish_metrics();
    assert_eq!(times.load(Ordering::SeqCst), before + 1, "on the thread that asks, before it goes on");
    guard.close(PATIENCE);
}

#[test]
fn behind_the_lines_that_changed_it_and_not_for_each() {
    let (times, publish) = counting();
    let (writer, guard) = Writer::builder(Memory::default()).publish_too(publish).start().unwrap();
    let begin = Instant::now();
    for _ in 0..1000 {
        writer.write(Level::INFO, b"line\n");
    }
    assert!(writer.flush(PATIENCE));
    let before = times.load(Ordering::SeqCst);
    writer.write(Level::INFO, b"the last one\n");
    wait_for(|| times.load(Ordering::SeqCst) > before);
    let quarters = begin.elapsed().as_millis() as u64 / 250;
    assert!(times.load(Ordering::SeqCst) <= quarters + 4, "{} in {quarters} quarters", times.load(Ordering::SeqCst));
    guard.close(PATIENCE);
}

#[test]
fn a_last_time_at_the_end() {
    let (times, publish) = counting();
    let (writer, guard) = Writer::builder(Memory::default()).publish_too(publish).start().unwrap();
    wait_for(|| times.load(Ordering::SeqCst) > 0);
    writer.write(Level::INFO, b"line\n");
    let before = times.load(Ordering::SeqCst);
    guard.close(PATIENCE);
    assert!(times.load(Ordering::SeqCst) > before);
}

#[test]
fn a_panic_in_it_costs_no_line() {
    let memory = Memory::default();
    let asked = Arc::<AtomicU64>::default();
    let seen = Arc::clone(&asked);
    let publish = move || {
        seen.fetch_add(1, Ordering::SeqCst);
        panic!("planned");
    };
    let (writer, guard) = Writer::builder(memory.clone()).publish_too(publish).start().unwrap();
    wait_for(|| asked.load(Ordering::SeqCst) > 0);
    writer.publish_metrics();
    writer.write(Level::INFO, b"still here\n");
    assert!(writer.flush(PATIENCE));
    let stats = guard.close(PATIENCE);
    assert_eq!((stats.written(), stats.dropped()), (1, 0));
    assert!(String::from_utf8_lossy(&memory.0.lock().unwrap()).contains("still here\n"));
}
