//! A guard is right also where somebody around it leaves calls out, or makes others.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;

use guard::{Notes, Seen, notes_of, run, text};
use tracewell_redact::{Policy, Redact};
use tracing::field::{Field, FieldSet, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

fn policy() -> Policy {
    Policy::production()
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

/// A subscriber around the others that asks nobody before it passes an event on.
struct AsksNobody<S>(S);

impl<S: Subscriber> Subscriber for AsksNobody<S> {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.0.enabled(metadata)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.0.new_span(span)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.0.record(span, values);
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.0.record_follows_from(span, follows);
    }

    fn event(&self, event: &Event<'_>) {
        self.0.event(event);
    }

    fn enter(&self, span: &Id) {
        self.0.enter(span);
    }

    fn exit(&self, span: &Id) {
        self.0.exit(span);
    }
}

#[test]
fn an_event_that_nobody_was_asked_about_is_clean() {
    let notes = Notes::default();
    let subscriber = tracing_subscriber::registry().with(Redact::new(policy(), notes.clone()));
    tracing::subscriber::with_default(AsksNobody(subscriber), || numbered("x"));
    let notes = notes.take();
    let events: Vec<_> = notes.iter().filter(|note| note.hook == "event").collect();
    assert!(notes.iter().all(|note| note.hook != "event_enabled"));
    assert_eq!(events.len(), 6);
    for (event, attempt) in events.iter().zip(0..) {
        assert_eq!(
            (event.get("attempt"), event.get("password")),
            (Some(&Seen::U64(attempt)), Some(&text("[REDACTED]")))
        );
    }
}

/// Some layers raise events of a span's callsite with fields of their own, whose indices mean something else there.
#[test]
fn fields_go_by_name_where_their_index_is_anothers() {
    static NAMES: &[&str] = &["attempt", "errors", "password", "stray"];
    let raised = |values: [Option<&dyn tracing::Value>; 4]| {
        let program = || {
            let span = tracing::info_span!("span", password = 0, errors = 0, attempt = 0);
            let metadata = span.metadata().unwrap();
            let fields = FieldSet::new(NAMES, metadata.callsite());
            tracing::dispatcher::get_default(|dispatch| {
                dispatch.event(&Event::new(metadata, &fields.value_set_all(&values)));
            });
        };
        let mut notes = notes_of(|notes| Redact::new(Policy::development(), notes), program);
        notes.retain(|note| note.hook == "event");
        notes.remove(0).values
    };
    let expected = [
        ("password".to_owned(), text("[REDACTED]")),
        ("errors".to_owned(), text("errors")),
        ("attempt".to_owned(), Seen::I64(1)),
    ];
    assert_eq!(raised([Some(&1), Some(&"errors"), Some(&"hidden"), Some(&"lost")]), expected);
    // One that the callsite does not have is left out, also where nothing else has to be changed.
    assert_eq!(raised([Some(&1), None, None, Some(&"lost")]), expected[2..]);
}

/// A span that nobody knows has no names that could be judged.
#[test]
fn a_record_for_an_unknown_span_is_held_back() {
    struct Misdirects<L>(L);
    impl<S: Subscriber + for<'a> LookupSpan<'a>, L: Layer<S>> Layer<S> for Misdirects<L> {
        fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
            self.0.on_record(&Id::from_u64(id.into_u64() + 1000), record, context);
        }
    }
    let program = || {
        tracing::info_span!("span", errors = 0).record("errors", "text");
    };
    let records = |notes: Vec<guard::Note>| notes.iter().filter(|note| note.hook == "record").count();
    assert_eq!(records(notes_of(Misdirects, program)), 1);
    assert_eq!(records(notes_of(|notes| Misdirects(Redact::new(policy(), notes)), program)), 0);
}

#[test]
fn each_guard_has_its_own_policy() {
    for is_strict_first in [true, false] {
        let (strict, permissive) = (Notes::default(), Notes::default());
        run(
            || {
                let one = Redact::new(Policy::production(), strict.clone()).boxed();
                let other = Redact::new(Policy::development(), permissive.clone()).boxed();
                if is_strict_first { vec![one, other] } else { vec![other, one] }
            },
            || tracing::info!(order = 7, "event {}", 1),
        );
        let orders =
            |notes: Notes| -> Vec<_> { notes.take().iter().filter_map(|note| note.get("order").cloned()).collect() };
        assert_eq!(orders(strict), vec![text("[FILTERED]"); 2]);
        assert_eq!(orders(permissive), vec![Seen::I64(7); 2]);
    }
}

/// Asks about the events of the outer call and tells of those of the inner one.
#[test]
fn an_event_that_is_told_in_place_of_another_is_itself() {
    struct Confuses<S>(S);
    impl<S: Subscriber> Subscriber for Confuses<S> {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            self.0.enabled(metadata)
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
            self.0.new_span(span)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event_enabled(&self, event: &Event<'_>) -> bool {
            if number(event) == Some(0) {
                self.0.event_enabled(event);
                return false;
            }
            true
        }
        fn event(&self, event: &Event<'_>) {
            self.0.event(event);
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }
    #[inline(never)]
    fn nested(depth: u32, attempt: u64) {
        if depth > 0 {
            std::hint::black_box(nested)(depth - 1, attempt);
        } else {
            tracing::info!(attempt, password = "x", "event");
        }
        // No call is the last, so that an optimised one cannot take the place of its caller.
        std::hint::black_box(depth);
    }
    let notes = Notes::default();
    let subscriber = tracing_subscriber::registry().with(Redact::new(policy(), notes.clone()));
    tracing::subscriber::with_default(Confuses(subscriber), || {
        nested(0, 0);
        nested(3, 1);
        tracing::info!(attempt = 0_u64, "event");
        tracing::info!(attempt = 2_u64, password = "x", "event");
    });
    assert_eq!(attempts(&notes), [1, 2].map(Seen::U64));
}
