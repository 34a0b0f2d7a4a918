//! A guard is in nobody's way: every call gets through to the inner layer, and every answer gets back.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use guard::{Capture, Exported, Notes, Seen, Sink, notes_of, run, text};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracewell_redact::{Mode, Policy, Redact};
use tracing::field::{Field, FieldSet, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::{Context, Filter, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};
use tracing_subscriber::{Layer, reload};

fn policy() -> Policy {
    Policy::production()
}

#[test]
fn every_hook_gets_through() {
    for redaction in [true, false] {
        let policy = Policy::builder(Mode::Development).redaction(redaction).build().unwrap();
        let notes = notes_of(
            |notes| Redact::new(policy, notes),
            || {
                let cause = tracing::info_span!("cause");
                let span = tracing::info_span!("span", later = tracing::field::Empty);
                span.follows_from(&cause);
                span.record("later", 1);
                span.in_scope(|| tracing::info!("event"));
            },
        );
        let hooks: Vec<_> = notes.iter().map(|note| note.hook).filter(|hook| *hook != "register_callsite").collect();
        assert_eq!(
            hooks,
            [
                "layer",
                "register_dispatch",
                "enabled",
                "new_span",
                "enabled",
                "new_span",
                "follows_from",
                "record",
                "enter",
                "enabled",
                "event_enabled",
                "event",
                "exit",
                "close",
                "close",
            ],
            "redaction: {redaction}"
        );
        assert!(notes.iter().any(|note| note.hook == "register_callsite" && note.name == "cause"));
    }
}

/// The registry never changes an id, so a layer calls what nobody else does.
#[test]
fn a_change_of_id_gets_through() {
    struct Changes<L>(L);
    impl<S: Subscriber + for<'a> LookupSpan<'a>, L: Layer<S>> Layer<S> for Changes<L> {
        fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
            self.0.on_id_change(id, id, context);
        }
    }
    let notes = notes_of(|notes| Changes(Redact::new(policy(), notes)), || drop(tracing::info_span!("span")));
    assert!(notes.iter().any(|note| note.hook == "id_change" && note.name == "span" && note.parent == "span"));
}

#[test]
fn answers_get_back() {
    struct Refuses(&'static str);
    impl<S: Subscriber> Layer<S> for Refuses {
        fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
            if self.0 == "register" && metadata.fields().field("refused").is_some() {
                Interest::never()
            } else {
                Interest::sometimes()
            }
        }

        fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
            self.0 != "enabled" || metadata.fields().field("refused").is_none()
        }

        fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
            self.0 != "event" || event.metadata().fields().field("refused").is_none()
        }
    }
    for redaction in [true, false] {
        for hook in ["register", "enabled", "event"] {
            let policy = Policy::builder(Mode::Development).redaction(redaction).build().unwrap();
            let notes = notes_of(
                |notes| notes.and_then(Redact::new(policy, Refuses(hook))),
                || {
                    tracing::info!(refused = 1);
                    tracing::info!(refused = "text");
                    tracing::info!(taken = 1);
                },
            );
            let events: Vec<_> = notes.iter().filter(|note| note.hook == "event").collect();
            assert_eq!(events.len(), 1, "{hook}");
            assert_eq!(events[0].get("taken"), Some(&Seen::I64(1)));
        }
    }
}

#[test]
fn the_level_hint_gets_back() {
    let hint = |layer: &dyn Layer<Registry>| layer.max_level_hint();
    assert_eq!(hint(&Redact::new(policy(), Notes::default())), Some(LevelFilter::DEBUG));
    assert_eq!(hint(&Redact::new(policy(), tracing_subscriber::fmt::layer())), None);
}

#[test]
fn what_is_inside_can_be_found() {
    let subscriber = tracing_subscriber::registry().with(Redact::new(policy(), Some(Notes::default())));
    let dispatch = Dispatch::new(subscriber);
    assert!(dispatch.downcast_ref::<Redact<Option<Notes>>>().is_some());
    assert!(dispatch.downcast_ref::<Notes>().is_some());
    assert!(dispatch.downcast_ref::<Redact<Notes>>().is_none());
    assert!(dispatch.downcast_ref::<Capture>().is_none());
}

#[test]
fn spans_of_opentelemetry_can_be_reached() {
    let exported = Exported::default();
    let remote = SpanContext::new(
        TraceId::from_bytes([7; 16]),
        SpanId::from_bytes([8; 8]),
        TraceFlags::SAMPLED,
        true,
        TraceState::default(),
    );
    run(
        || Redact::all(policy(), vec![exported.layer()]),
        || {
            let span = tracing::info_span!("span", otel.kind = "server", otel.name = "renamed");
            span.set_parent(opentelemetry::Context::new().with_remote_span_context(remote.clone())).unwrap();
            assert_eq!(span.context().span().span_context().trace_id(), remote.trace_id());
            let cause = tracing::info_span!("cause");
            span.follows_from(&cause);
            span.in_scope(|| drop(tracing::info_span!("child")));
        },
    );
    let span = exported.span("renamed");
    assert_eq!(span.span_context.trace_id(), remote.trace_id());
    assert_eq!(span.parent_span_id, remote.span_id());
    assert_eq!(span.span_kind, opentelemetry::trace::SpanKind::Server);
    assert_eq!(span.links.len(), 1);
    assert_eq!(exported.span("child").parent_span_id, span.span_context.span_id());
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
fn nothing_inside_is_in_nobodys_way() {
    let (outside, capture) = (Notes::default(), Capture::default());
    run(
        || {
            let nothing: Vec<Sink> = Vec::new();
            let sinks: Vec<Sink> = vec![
                Redact::new(policy(), None::<Sink>).boxed(),
                Redact::all(policy(), nothing).boxed(),
                Redact::new(policy(), Some(capture.plain())).boxed(),
                outside.clone().boxed(),
            ];
            sinks
        },
        || tracing::debug!("hello"),
    );
    assert!(capture.text().contains("hello"));
    assert!(outside.take().iter().any(|note| note.hook == "event"));

    // The same with the layers on top of each other.
    let nothing: Vec<Notes> = Vec::new();
    let notes = Notes::default();
    let subscriber = tracing_subscriber::registry()
        .with(notes.clone())
        .with(Redact::new(policy(), None::<Notes>))
        .with(Redact::all(policy(), nothing));
    assert_eq!(subscriber.max_level_hint(), Some(LevelFilter::DEBUG));
    tracing::subscriber::with_default(subscriber, || tracing::debug!("hello"));
    assert!(notes.take().iter().any(|note| note.hook == "event"));
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

#[test]
fn levels_are_those_of_the_program() {
    let notes = notes_of(
        |notes| Redact::new(policy(), notes),
        || {
            for _ in 0..2 {
                tracing::event!(Level::ERROR, password = 1);
                tracing::event!(Level::TRACE, password = 1);
            }
        },
    );
    assert_eq!(notes.iter().filter(|note| note.hook == "event").count(), 2);
}
