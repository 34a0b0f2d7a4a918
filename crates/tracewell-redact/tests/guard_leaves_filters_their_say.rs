//! Filters inside of a guard decide for their own sink, by clean values.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use guard::{Notes, Seen, Sink, notes_of, run, text};
use tracewell_redact::{Policy, Redact};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Filter};
use tracing_subscriber::registry::Registry;
use tracing_subscriber::{Layer, reload};

fn policy() -> Policy {
    Policy::production()
}

fn warnings_and_all(compose: impl FnOnce(Sink, Sink) -> Vec<Sink>) -> [usize; 2] {
    let (first, second) = (Notes::default(), Notes::default());
    run(
        || compose(first.clone().boxed(), second.clone().boxed()),
        || {
            for _ in 0..3 {
                tracing::debug!(password = "x", "debug");
                tracing::info!(password = "x", "info");
                tracing::warn!(password = "x", "warn");
                let span = tracing::info_span!("span", password = tracing::field::Empty);
                span.record("password", 1);
                span.in_scope(|| tracing::warn!("in a span"));
            }
        },
    );
    [first, second].map(|notes| {
        let notes = notes.take();
        let events: Vec<_> = notes.iter().filter(|note| note.hook == "event").collect();
        assert!(events.iter().all(|event| event.get("password").is_none_or(|value| *value == text("[REDACTED]"))));
        events.len()
    })
}

#[test]
fn a_sinks_filter_is_its_own() {
    let warn = || LevelFilter::WARN;
    let all = |one, other| Redact::all(policy(), vec![one, other]).boxed();
    assert_eq!(warnings_and_all(|one, other| vec![all(one, other)]), [12, 12]);
    assert_eq!(warnings_and_all(|one, other| vec![all(one.with_filter(warn()).boxed(), other)]), [6, 12]);
    assert_eq!(warnings_and_all(|one, other| vec![all(one, other.with_filter(warn()).boxed())]), [12, 6]);
    assert_eq!(
        warnings_and_all(|one, other| {
            vec![all(one.with_filter(warn()).boxed(), other.with_filter(LevelFilter::INFO).boxed())]
        }),
        [6, 9]
    );
    assert_eq!(
        warnings_and_all(|one, other| {
            vec![
                Redact::new(policy(), one).with_filter(warn()).boxed(),
                Redact::new(policy(), other.with_filter(LevelFilter::INFO)).boxed(),
            ]
        }),
        [6, 9]
    );
    assert_eq!(
        warnings_and_all(|one, other| vec![Redact::new(policy(), one.with_filter(warn()).and_then(other)).boxed()]),
        [6, 12]
    );
}

#[test]
fn filters_can_be_reloaded() {
    for inside in [true, false] {
        let notes = Notes::default();
        let (filter, handle) = reload::Layer::<_, Registry>::new(LevelFilter::WARN);
        run(
            || {
                if inside {
                    Redact::all(policy(), vec![notes.clone().with_filter(filter)]).boxed()
                } else {
                    Redact::new(policy(), notes.clone()).with_filter(filter).boxed()
                }
            },
            || {
                let emit = || tracing::info!(password = 1, "info");
                emit();
                handle.reload(LevelFilter::INFO).unwrap();
                emit();
                handle.reload(LevelFilter::ERROR).unwrap();
                emit();
            },
        );
        let notes = notes.take();
        let events: Vec<_> = notes.iter().filter(|note| note.hook == "event").collect();
        assert_eq!(events.len(), 1, "inside: {inside}");
        assert_eq!(events[0].get("password"), Some(&text("[REDACTED]")));
    }
}

/// Lets through what its function says.
struct ByValue<F>(F);

impl<S, F: Fn(&Event<'_>) -> bool + 'static> Filter<S> for ByValue<F> {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        (self.0)(event)
    }
}

impl<S: Subscriber, F: Fn(&Event<'_>) -> bool + 'static> Layer<S> for ByValue<F> {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        (self.0)(event)
    }
}

/// The value of `number`.
fn number(event: &Event<'_>) -> Option<u64> {
    struct Number(Option<u64>);
    impl Visit for Number {
        fn record_u64(&mut self, field: &Field, value: u64) {
            if field.name() == "attempt" {
                self.0 = Some(value);
            }
        }
        fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
    }
    let mut number = Number(None);
    event.record(&mut number);
    number.0
}

fn attempts(notes: &Notes) -> Vec<Seen> {
    let notes = notes.take();
    notes.iter().filter(|note| note.hook == "event").filter_map(|note| note.get("attempt").cloned()).collect()
}

fn numbered(password: &str) {
    for attempt in 0..6_u64 {
        tracing::info!(attempt, password, "event");
    }
}

/// What a layer may keep of the events it is asked about is clean.
#[test]
fn filters_inside_see_clean_values() {
    for layer in [true, false] {
        let notes = notes_of(
            |notes| {
                if layer {
                    Redact::new(policy(), notes).boxed()
                } else {
                    Redact::all(policy(), vec![notes.with_filter(ByValue(|_: &Event<'_>| true))]).boxed()
                }
            },
            || {
                let jwt = support::jwt(1);
                tracing::info!(attempt = 1, "clean");
                tracing::info!(message = "clean", attempt = 2);
                tracing::info!(password = "x", order = 7, errors = %jwt, "dirty {jwt}");
            },
        );
        let asked: Vec<_> = notes.iter().filter(|note| note.hook == "event_enabled").collect();
        let told: Vec<_> = notes.iter().filter(|note| note.hook == "event").collect();
        assert_eq!(asked.len(), 3);
        for (asked, told) in asked.iter().zip(told) {
            assert_eq!(asked.values, told.values);
        }
        assert_eq!(asked[2].get("password"), Some(&text("[REDACTED]")));
        assert_eq!(asked[2].get("order"), Some(&text("[FILTERED]")));
        assert_eq!(asked[2].get("message"), Some(&Seen::Debug("dirty [REDACTED:jwt]".to_owned())));
    }
}

#[test]
fn filters_inside_can_go_by_values() {
    let notes = Notes::default();
    let odd = |event: &Event<'_>| number(event).is_none_or(|number| number % 2 == 1);
    run(|| Redact::all(policy(), vec![notes.clone().with_filter(ByValue(odd))]), || numbered("x"));
    assert_eq!(attempts(&notes), [1, 3, 5].map(Seen::U64));
}

/// An event that others refuse leaves nothing behind for the next one, which is at the same address.
#[test]
fn an_event_that_others_refuse_is_forgotten() {
    let odd = |event: &Event<'_>| number(event).is_none_or(|number| number % 2 == 1);
    for below in [true, false] {
        for password in ["x", ""] {
            let notes = Notes::default();
            run(
                || {
                    let guard = Redact::new(policy(), notes.clone());
                    if below { ByValue(odd).and_then(guard).boxed() } else { guard.and_then(ByValue(odd)).boxed() }
                },
                || numbered(password),
            );
            assert_eq!(attempts(&notes), [1, 3, 5].map(Seen::U64), "below: {below}");
        }
    }
}
