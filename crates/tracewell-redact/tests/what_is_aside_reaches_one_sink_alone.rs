//! An event that is aside goes to one sink, and nothing else does; the rest of a layer's life is that of the others.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;

use guard::{Note, Notes, Seen, run};
use tracewell_redact::Divert;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

fn is_aside(metadata: &Metadata<'_>) -> bool {
    metadata.target() == "aside"
}

/// What the sinks and the one aside are told while `program` runs.
fn told(program: impl FnOnce()) -> [Vec<Note>; 2] {
    let (inner, aside) = (Notes::default(), Notes::default());
    run(|| Divert::new(inner.clone(), aside.clone(), is_aside, is_aside), program);
    [inner, aside].map(|notes| notes.take())
}

fn hooks(notes: &[Note]) -> Vec<&str> {
    notes.iter().map(|note| note.hook).filter(|hook| *hook != "register_callsite").collect()
}

#[test]
fn an_event_goes_to_the_one_or_to_the_others() {
    let [inner, aside] = told(|| {
        tracing::info!(target: "aside", number = 1);
        tracing::info!(number = 2);
        tracing::info!(target: "aside", number = 3);
    });
    let numbers = |notes: &[Note]| -> Vec<_> {
        notes.iter().filter(|note| note.hook == "event").filter_map(|note| note.get("number").cloned()).collect()
    };
    assert_eq!(numbers(&aside), [Seen::I64(1), Seen::I64(3)]);
    assert_eq!(numbers(&inner), [Seen::I64(2)]);
    assert_eq!(hooks(&aside), ["layer", "register_dispatch", "event", "event"]);
    // Of what is aside they are not even asked.
    assert_eq!(hooks(&inner), ["layer", "register_dispatch", "enabled", "event_enabled", "event"]);
}

#[test]
fn spans_are_for_the_others_alone() {
    let [inner, aside] = told(|| {
        let cause = tracing::info_span!("cause");
        let span = tracing::info_span!("span", later = tracing::field::Empty);
        span.follows_from(&cause);
        span.record("later", 1);
        span.in_scope(|| {});
    });
    assert_eq!(hooks(&aside), ["layer", "register_dispatch"]);
    let spans =
        ["enabled", "new_span", "enabled", "new_span", "follows_from", "record", "enter", "exit", "close", "close"];
    assert_eq!(hooks(&inner), [&["layer", "register_dispatch"][..], &spans].concat());
    assert!(inner.iter().any(|note| note.hook == "register_callsite" && note.name == "cause"));
}

/// The registry never changes an id, so a layer calls what nobody else does.
#[test]
fn a_change_of_id_is_for_the_others() {
    struct Changes<L>(L);
    impl<S: Subscriber + for<'a> LookupSpan<'a>, L: Layer<S>> Layer<S> for Changes<L> {
        fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
            self.0.on_id_change(id, id, context);
        }
    }
    let (inner, aside) = (Notes::default(), Notes::default());
    run(
        || Changes(Divert::new(inner.clone(), aside.clone(), is_aside, is_aside)),
        || drop(tracing::info_span!("span")),
    );
    assert_eq!(hooks(&inner.take()), ["id_change"]);
    assert_eq!(hooks(&aside.take()), [""; 0]);
}

/// Takes nothing, and says so at one of the hooks.
#[derive(Clone, Copy, Debug)]
struct Refuses(&'static str);

impl<S: Subscriber> Layer<S> for Refuses {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        if self.0 == "register" { Interest::never() } else { Interest::sometimes() }
    }

    fn enabled(&self, _: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.0 != "enabled"
    }

    fn event_enabled(&self, _: &Event<'_>, _: Context<'_, S>) -> bool {
        self.0 != "event"
    }
}

#[test]
fn the_others_refuse_for_themselves_alone() {
    for hook in ["enabled", "event", "register", "nothing"] {
        let (below, aside) = (Notes::default(), Notes::default());
        run(
            || below.clone().and_then(Divert::new(Refuses(hook), aside.clone(), is_aside, is_aside)),
            || {
                tracing::info!(target: "aside", number = 1);
                tracing::info!(number = 2);
            },
        );
        let events = |notes: Notes| notes.take().iter().filter(|note| note.hook == "event").count();
        // Who wants no callsite at all wants none of those aside.
        assert_eq!(events(aside), usize::from(hook != "register"), "{hook}");
        let let_through = match hook {
            "register" => 0,
            "nothing" => 2,
            _ => 1,
        };
        assert_eq!(events(below), let_through, "{hook}");
    }
}

#[test]
fn the_level_hint_is_that_of_the_others() {
    let hint = |layer: &dyn Layer<Registry>| layer.max_level_hint();
    assert_eq!(hint(&Divert::new(Notes::default(), Refuses(""), is_aside, is_aside)), Some(LevelFilter::DEBUG));
    assert_eq!(hint(&Divert::new(Refuses(""), Notes::default(), is_aside, is_aside)), None);
}

#[test]
fn the_others_can_be_found() {
    let diverted = Divert::new(Notes::default(), Refuses(""), is_aside, is_aside);
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(diverted));
    assert!(dispatch.downcast_ref::<Notes>().is_some());
    assert!(dispatch.downcast_ref::<Refuses>().is_none());
}

#[test]
fn both_are_shown() {
    let diverted = Divert::new(Refuses("one"), Refuses("other"), is_aside, is_aside);
    assert_eq!(format!("{diverted:?}"), r#"Divert { inner: Refuses("one"), aside: Refuses("other"), .. }"#);
}
