//! Code of the application that runs while a line is made: it may log, panic, or do both. One global subscriber, so
//! that events inside of events reach it.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lines::parse;
use serde_json::{Map, Value, json};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The lines of `work`, which has the subscriber for itself.
fn lines(work: impl FnOnce()) -> Vec<Map<String, Value>> {
    static ALONE: Mutex<()> = Mutex::new(());
    static CAPTURE: OnceLock<Arc<Capture>> = OnceLock::new();
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let capture = CAPTURE.get_or_init(|| {
        let capture = Arc::new(Capture::default());
        let layer = LogLayer::new(Policy::development()).json(Arc::clone(&capture));
        tracing_subscriber::registry().with(layer).init();
        capture
    });
    capture.clear();
    work();
    capture.lines().iter().map(|line| parse(line)).collect()
}

struct Logs(u32);

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "before ")?;
        if self.0 > 0 {
            tracing::info!(depth = self.0, inner = ?Logs(self.0 - 1), "inside");
        }
        write!(f, "after")
    }
}

struct Panics;

impl fmt::Debug for Panics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "half a secret")?;
        std::panic::panic_any(PanicsAgain)
    }
}

/// A payload whose destructor panics too.
struct PanicsAgain;

impl Drop for PanicsAgain {
    fn drop(&mut self) {
        panic!("again");
    }
}

struct Fails;

impl fmt::Display for Fails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("so far")?;
        Err(fmt::Error)
    }
}

#[test]
fn events_inside_of_values_are_lines_of_their_own() {
    let lines = lines(|| tracing::info!(first = 1, outer = ?Logs(3), last = 2, "outside"));
    assert_eq!(lines.len(), 4);
    for (line, depth) in lines.iter().zip(1..=3) {
        assert_eq!(
            (&line["message"], &line["depth"], &line["inner"]),
            (&json!("inside"), &json!(depth), &json!("before after"))
        );
    }
    let outside = &lines[3];
    assert_eq!(
        (&outside["first"], &outside["outer"], &outside["last"]),
        (&json!(1), &json!("before after"), &json!(2))
    );
}

#[test]
fn values_of_spans_may_log_too() {
    let lines = lines(|| {
        let span = tracing::info_span!("work", new = ?Logs(1), later = tracing::field::Empty);
        span.record("later", tracing::field::debug(Logs(1)));
        span.in_scope(|| tracing::info!("{:?}", Logs(1)));
    });
    let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["inside", "inside", "inside", "before after"]);
    assert_eq!(lines[2]["span"], "work");
    assert_eq!((&lines[3]["new"], &lines[3]["later"]), (&json!("before after"), &json!("before after")));
}

#[test]
fn a_value_that_panics_is_marked_and_the_line_goes_on() {
    let lines = lines(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| tracing::warn!("from the hook")));
        tracing::info_span!("work", span_field = ?Panics, fine = 1).in_scope(|| {
            tracing::info!(first = 1, bad = ?Panics, last = 2, "hello");
            tracing::info!("{:?}", Panics);
        });
        std::panic::set_hook(hook);
        tracing::info!("the buffers survived");
    });
    let told: Vec<_> = lines.iter().filter(|line| line["level"] == "INFO").collect();
    assert_eq!(told.len(), 3);
    assert_eq!((&told[0]["bad"], &told[0]["first"], &told[0]["last"]), (&json!("[panicked]"), &json!(1), &json!(2)));
    assert_eq!((&told[0]["span_field"], &told[0]["fine"]), (&json!("[panicked]"), &json!(1)));
    assert_eq!(told[1]["message"], "[panicked]");
    assert_eq!(lines.iter().filter(|line| line["message"] == "from the hook").count(), 6);
}

#[test]
fn a_value_that_fails_says_what_it_said() {
    let lines = lines(|| tracing::info!(value = %Fails, "hello"));
    assert_eq!(lines[0]["value"], "so far");
}

#[test]
fn lines_of_a_dying_thread_are_lines() {
    struct LogsWhenDropped;
    impl Drop for LogsWhenDropped {
        fn drop(&mut self) {
            tracing::info!(value = ?Logs(1), "from a destructor");
        }
    }
    thread_local!(static LATE: std::cell::RefCell<Option<LogsWhenDropped>> = const { std::cell::RefCell::new(None) });
    let lines = lines(|| {
        std::thread::spawn(|| {
            LATE.with_borrow_mut(|late| *late = Some(LogsWhenDropped));
            tracing::info!("alive");
        })
        .join()
        .unwrap();
    });
    assert_eq!(lines.first().unwrap()["message"], "alive");
}

#[test]
fn eight_threads_do_not_mix_their_lines() {
    const EVENTS: u64 = 300;
    let lines = lines(|| {
        let threads: Vec<_> = (0..8_u64)
            .map(|thread| {
                std::thread::spawn(move || {
                    let span = tracing::info_span!("thread", thread, seen = 0);
                    let _entered = span.enter();
                    for event in 0..EVENTS {
                        span.record("seen", event);
                        tracing::info!(event, text = %"x".repeat((event % 100) as usize), inner = ?Logs(1), "outer {thread}");
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    let mut events = BTreeMap::<u64, Vec<u64>>::new();
    for line in lines.iter().filter(|line| line["message"] != "inside") {
        let (thread, event) = (line["thread"].as_u64().unwrap(), line["event"].as_u64().unwrap());
        assert_eq!(line["message"], format!("outer {thread}"));
        assert_eq!((line["seen"].as_u64(), line["text"].as_str().unwrap().len() as u64), (Some(event), event % 100));
        events.entry(thread).or_default().push(event);
    }
    assert_eq!(lines.len() as u64, 2 * 8 * EVENTS);
    assert!(events.values().all(|events| events.iter().copied().eq(0..EVENTS)));
}
