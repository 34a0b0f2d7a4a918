//! A guard is in nobody's way: every call gets through to the inner layer, and every answer gets back.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;

use guard::{Capture, Exported, Notes, Seen, Sink, notes_of, run};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracewell_redact::{Mode, Policy, Redact};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

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

#[test]
fn what_is_inside_is_shown() {
    #[derive(Debug)]
    struct Sink;
    let shown = format!("{:?}", Redact::new(policy(), Sink));
    assert!(shown.starts_with("Redact { inner: Sink, policy: Policy {"), "{shown}");
}
