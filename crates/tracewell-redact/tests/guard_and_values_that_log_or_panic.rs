//! Code of the application that runs while an event is cleaned: it may log, panic, or do both. One global subscriber, so
//! that events inside of events reach it.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use std::error::Error;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use guard::{Note, Notes, Seen, text};
use tracewell_redact::{Policy, Redact};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The events of `work`, which has the subscriber for itself, as the two layers inside of a guard see them.
fn events(work: impl FnOnce()) -> [Vec<Note>; 2] {
    static ALONE: Mutex<()> = Mutex::new(());
    static NOTES: OnceLock<[Notes; 2]> = OnceLock::new();
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let notes = NOTES.get_or_init(|| {
        let notes = [Notes::default(), Notes::default()];
        let [one, other] = notes.clone();
        let guard = Redact::all(Policy::development(), vec![one.boxed(), other.boxed()]);
        tracing_subscriber::registry().with(guard).init();
        notes
    });
    for notes in notes {
        notes.take();
    }
    work();
    notes.each_ref().map(|notes| notes.take().into_iter().filter(|note| note.hook == "event").collect())
}

struct Logs(u32);

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "before ")?;
        if self.0 > 0 {
            tracing::info!(depth = self.0, password = "x", inner = ?Logs(self.0 - 1), "inside");
        }
        write!(f, "after")
    }
}

struct Panics;

impl fmt::Debug for Panics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "half a secret")?;
        std::panic::panic_any(PanicsAgain(3))
    }
}

impl fmt::Display for Panics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl Error for Panics {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        std::panic::panic_any(PanicsAgain(0))
    }
}

/// A payload whose destructor panics too, with another one.
struct PanicsAgain(u32);

impl Drop for PanicsAgain {
    fn drop(&mut self) {
        if self.0 > 0 {
            std::panic::panic_any(PanicsAgain(self.0 - 1));
        }
    }
}

/// Runs `work` without the panics' texts on standard error.
fn quietly(work: impl FnOnce()) {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| tracing::warn!(password = "x", "from the hook")));
    work();
    std::panic::set_hook(hook);
}

fn messages(events: &[Note]) -> Vec<String> {
    let message = |event: &Note| match event.get("message") {
        Some(Seen::Debug(text)) => text.clone(),
        other => format!("{other:?}"),
    };
    events.iter().map(message).collect()
}

/// Whatever the number of layers that look at it.
#[test]
fn a_value_that_logs_does_so_once() {
    for events in events(|| tracing::info!(first = 1, password = "x", outer = ?Logs(3), last = 2, "outside")) {
        let depths: Vec<_> = events.iter().map(|event| event.get("depth").cloned()).collect();
        assert_eq!(depths, [Some(Seen::U64(1)), Some(Seen::U64(2)), Some(Seen::U64(3)), None]);
        for event in &events {
            assert_eq!(event.get("password"), Some(&text("[REDACTED]")));
        }
        let outside = &events[3];
        assert_eq!((outside.get("first"), outside.get("last")), (Some(&Seen::I64(1)), Some(&Seen::I64(2))));
        assert_eq!(outside.get("outer"), Some(&Seen::Debug("before after".to_owned())));
    }
}

#[test]
fn values_of_spans_and_records_may_log() {
    for events in events(|| {
        let span = tracing::info_span!("work", new = ?Logs(1), later = tracing::field::Empty);
        span.record("later", tracing::field::debug(Logs(1)));
        span.in_scope(|| tracing::info!("{:?}", Logs(1)));
    }) {
        assert_eq!(messages(&events), ["inside", "inside", "inside", "before after"]);
    }
}

#[test]
fn a_value_that_panics_is_marked_and_the_event_goes_on() {
    for events in events(|| {
        quietly(|| {
            tracing::info!(first = 1, bad = ?Panics, worse = %Panics, last = 2, "hello");
            tracing::info!("{:?}", Panics);
            tracing::info!(error = &Panics as &dyn Error, last = 3, "failed");
            tracing::info_span!("work", bad = ?Panics).in_scope(|| tracing::info!("in the span"));
        });
        tracing::info!(password = "x", "the buffers survived");
    }) {
        let told: Vec<_> = events
            .iter()
            .filter(|event| event.get("message") != Some(&Seen::Debug("from the hook".to_owned())))
            .collect();
        assert_eq!(told.len(), 5);
        let panicked = || Seen::Debug("[panicked]".to_owned());
        assert_eq!((told[0].get("bad"), told[0].get("worse")), (Some(&panicked()), Some(&panicked())));
        assert_eq!((told[0].get("first"), told[0].get("last")), (Some(&Seen::I64(1)), Some(&Seen::I64(2))));
        assert_eq!(told[1].get("message"), Some(&panicked()));
        assert_eq!(told[2].get("error"), Some(&Seen::Error(vec!["[panicked]".to_owned()])));
        assert_eq!(told[2].get("last"), Some(&Seen::I64(3)));
        assert_eq!(told[4].get("password"), Some(&text("[REDACTED]")));
        assert!(events.iter().any(|event| event.get("message") == Some(&Seen::Debug("from the hook".to_owned()))));
    }
}

#[test]
fn a_value_that_fails_says_what_it_said() {
    struct Fails;
    impl fmt::Display for Fails {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("so far")?;
            Err(fmt::Error)
        }
    }
    for events in events(|| tracing::info!(value = %Fails, "hello")) {
        assert_eq!(events[0].get("value"), Some(&Seen::Debug("so far".to_owned())));
    }
}

#[test]
fn a_value_that_ignores_the_limit_is_cut_all_the_same() {
    struct Endless;
    impl fmt::Debug for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            for _ in 0..10_000 {
                let _ = f.write_str("ever and ");
            }
            f.write_str("!")
        }
    }
    for events in events(|| tracing::info!(value = ?Endless, "hello")) {
        let Some(Seen::Debug(seen)) = events[0].get("value") else { panic!() };
        assert!(seen.len() < 13_000 && seen.ends_with(" bytes]") && !seen.contains('!'), "{}", seen.len());
    }
}

#[test]
fn events_of_a_dying_thread_are_clean() {
    struct LogsWhenDropped;
    impl Drop for LogsWhenDropped {
        fn drop(&mut self) {
            tracing::info!(password = "x", value = ?Logs(1), "from a destructor");
        }
    }
    thread_local!(static LATE: std::cell::RefCell<Option<LogsWhenDropped>> = const { std::cell::RefCell::new(None) });
    for events in events(|| {
        std::thread::spawn(|| {
            LATE.with_borrow_mut(|late| *late = Some(LogsWhenDropped));
            tracing::info!(password = "x", "alive");
        })
        .join()
        .unwrap();
    }) {
        assert_eq!(messages(&events)[0], "alive");
        assert!(events.iter().all(|event| event.get("password") == Some(&text("[REDACTED]"))));
    }
}

#[test]
fn eight_threads_do_not_mix_their_values() {
    const EVENTS: u64 = 200;
    for events in events(|| {
        std::thread::scope(|scope| {
            for thread in 0..8_u64 {
                scope.spawn(move || {
                    let span = tracing::info_span!("thread", thread, seen = 0);
                    let _entered = span.enter();
                    for number in 0..EVENTS {
                        span.record("seen", number);
                        let note = "x".repeat((number % 50) as usize);
                        tracing::info!(thread, number, note = %note, password = "x", inner = ?Logs(1), "{thread} {number}");
                    }
                });
            }
        });
    }) {
        let outer: Vec<_> = events.iter().filter(|event| event.get("thread").is_some()).collect();
        assert_eq!(outer.len() as u64, 8 * EVENTS);
        for event in outer {
            let (Some(Seen::U64(thread)), Some(Seen::U64(number))) = (event.get("thread"), event.get("number")) else {
                panic!("{event:?}")
            };
            assert_eq!(event.get("message"), Some(&Seen::Debug(format!("{thread} {number}"))));
            assert_eq!(event.get("note"), Some(&Seen::Debug("x".repeat((number % 50) as usize))));
            assert_eq!(event.get("password"), Some(&text("[REDACTED]")));
        }
    }
}
