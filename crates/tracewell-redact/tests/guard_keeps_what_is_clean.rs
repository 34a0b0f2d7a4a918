//! What a guard does not have to change comes out as it went in, whatever has to be changed beside it.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]
#![recursion_limit = "1024"]

mod guard;
mod support;

use std::error::Error;
use std::fmt;

use guard::{Capture, Note, Notes, Seen, notes_of, run, text};
use tracewell_redact::{Policy, Redact};
use tracing::Event;
use tracing::field::Empty;
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

fn guarded(program: impl FnOnce()) -> Vec<Note> {
    lasting(notes_of(|notes| Redact::new(Policy::development(), notes), program))
}

fn unguarded(program: impl FnOnce()) -> Vec<Note> {
    lasting(notes_of(|notes| notes, program))
}

/// Without the callsites, of which there are more the longer the tests run.
fn lasting(mut notes: Vec<Note>) -> Vec<Note> {
    notes.retain(|note| note.hook != "register_callsite");
    notes
}

fn events(notes: &[Note]) -> Vec<&Note> {
    notes.iter().filter(|note| note.hook == "event").collect()
}

/// Each type there is, in events, spans and records. `note` is what else is in them.
fn every_type(note: &str) {
    tracing::info!(
        float = -0.5,
        infinite = f64::INFINITY,
        small = i64::MIN,
        big = u64::MAX,
        negative = i128::MIN,
        huge = u128::MAX,
        yes = true,
        no = false,
        string = "a string",
        empty = "",
        bytes = b"\x00bytes\xff".as_slice(),
        nothing = Empty,
        none = None::<u64>,
        some = Some(7),
        boxed = Box::new("boxed"),
        note,
    );
    let span = tracing::info_span!(
        "typed",
        float = 1.5,
        big = u64::MAX,
        huge = u128::MAX,
        string = "a string",
        bytes = b"bytes".as_slice(),
        later = Empty,
        never = Empty,
        note
    );
    span.record("later", 7).record("later", "seven").record("missing", 1);
    span.record("note", note);
}

#[test]
fn types_stay() {
    let plain = unguarded(|| every_type("harmless"));
    assert_eq!(guarded(|| every_type("harmless")), plain);

    let marked = guarded(|| every_type(&support::jwt(1)));
    let expected: Vec<Note> = plain
        .into_iter()
        .map(|mut note| {
            for (name, value) in &mut note.values {
                if name == "note" {
                    *value = text("[REDACTED:jwt]");
                }
            }
            note
        })
        .collect();
    assert_eq!(marked, expected);
    assert!(marked.iter().any(|note| note.get("negative") == Some(&Seen::I128(i128::MIN))));
}

/// The name decides, so the values of all types go.
#[test]
fn every_type_is_replaced_under_a_sensitive_name() {
    let error = fmt::Error;
    let notes = guarded(|| {
        tracing::info!(password = 1.5);
        tracing::info!(password = -1);
        tracing::info!(password = 1_u64);
        tracing::info!(password = -1_i128);
        tracing::info!(password = 1_u128);
        tracing::info!(password = true);
        tracing::info!(password = "string");
        tracing::info!(password = b"bytes".as_slice());
        tracing::info!(password = ?"debug");
        tracing::info!(password = %"display");
        tracing::info!(password = &error as &dyn Error);
    });
    let events = events(&notes);
    assert_eq!(events.len(), 11);
    assert!(events.iter().all(|event| event.values == [("password".to_owned(), text("[REDACTED]"))]), "{events:#?}");
}

#[test]
fn formatted_values_are_text_of_the_same_kind() {
    #[derive(Debug)]
    struct Point {
        x: i32,
        #[expect(dead_code, reason = "shown by Debug")]
        name: &'static str,
    }
    let program = || {
        let point = Point { x: 1, name: "a \"quoted\" name\n" };
        tracing::info!(debug = ?point, display = %point.x, list = ?[1, 2], "message {} {:#?}", 1, point);
        tracing::info_span!("formatted", ?point);
    };
    assert_eq!(guarded(program), unguarded(program));
}

#[test]
fn parents_and_relations_stay() {
    fn program(secret: &str) {
        let outer = tracing::info_span!("outer", secret);
        let other = tracing::info_span!(parent: None, "other", secret);
        outer.in_scope(|| {
            tracing::info!(secret, "current");
            tracing::info!(parent: &other, secret, "explicit");
            tracing::info!(parent: None, secret, "root");
            let child = tracing::info_span!("child", secret);
            let adopted = tracing::info_span!(parent: &other, "adopted", secret);
            adopted.follows_from(&child);
            child.record("secret", secret);
        });
    }
    let parents = |notes: Vec<Note>| -> Vec<_> {
        notes.into_iter().map(|note| (note.hook, note.name, note.parent, note.values.len())).collect()
    };
    let plain = unguarded(|| program("harmless"));
    let marked = guarded(|| program("harmless"));
    assert!(marked.iter().any(|note| note.get("secret") == Some(&text("[REDACTED]"))));
    let hooks: Vec<_> = plain.iter().map(|note| note.hook).collect();
    for hook in ["enter", "exit", "close", "follows_from", "record", "new_span", "event", "event_enabled"] {
        assert!(hooks.contains(&hook), "{hook}");
    }
    for parent in ["current", "root", "other", "child"] {
        assert!(plain.iter().any(|note| note.parent == parent), "{parent}");
    }
    assert_eq!(parents(marked), parents(plain));
}

#[test]
fn a_field_without_a_value_has_none() {
    let notes = guarded(|| {
        tracing::info!(nothing = Empty, password = "x", none = None::<&str>);
        tracing::info_span!("span", nothing = Empty, password = "x", last = Empty);
    });
    for note in notes.iter().filter(|note| ["event", "new_span"].contains(&note.hook)) {
        assert_eq!(note.values, [("password".to_owned(), text("[REDACTED]"))]);
    }
}

#[test]
fn more_fields_than_anyone_has() {
    macro_rules! many {
        ($($name:ident)*) => {
            fn many(secret: &str) {
                tracing::info!($($name = stringify!($name).len() + 1,)* secret);
                let span = tracing::info_span!("many", $($name = stringify!($name),)* secret);
                $(span.record(stringify!($name), 7);)*
            }
        };
    }
    #[rustfmt::skip]
    many! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
        d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
        g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9 i0 i1 i2 i3 i4 i5 i6 i7 i8 i9
        j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 l0 l1 l2 l3 l4 l5 l6 l7 l8 l9
        m0 m1 m2 m3 m4 m5 m6 m7 m8 m9
    }
    let marked = guarded(|| many("x"));
    let mut plain = unguarded(|| many("x"));
    for note in &mut plain {
        for (_, value) in note.values.iter_mut().filter(|(name, _)| name == "secret") {
            *value = text("[REDACTED]");
        }
    }
    assert_eq!(marked, plain);
    assert_eq!(events(&marked)[0].values.len(), 131);
}

#[test]
fn records_of_log_keep_their_origin() {
    let (_, mail) = support::every_kind(1).remove(0);
    let long = "long::".repeat(30);
    let capture = Capture::default();
    let notes = Notes::default();
    let layers = || {
        let sinks = vec![
            tracing_subscriber::fmt::layer()
                .json()
                .with_file(true)
                .with_line_number(true)
                .with_writer(capture.clone())
                .boxed(),
            notes.clone().boxed(),
        ];
        Redact::all(Policy::production(), sinks)
    };
    run(layers, || {
        let log = |target: &str, file: &str| {
            let mut record = tracing_log::log::Record::builder();
            record
                .level(tracing_log::log::Level::Warn)
                .target(target)
                .module_path(Some("some::module"))
                .file(Some(file))
                .line(Some(7));
            tracing_log::format_trace(&record.args(format_args!("hello {mail}")).build()).unwrap();
        };
        log("some::target", "src/some.rs");
        log(&mail, &mail);
        log(&long, &long);
        tracing::info!(log.target = mail, log.line = 7, "no record of log");
    });
    let lines = capture.lines();
    assert_eq!(lines[0]["target"], "some::target");
    assert_eq!(lines[0]["fields"]["message"], "hello [REDACTED:email]");
    assert_eq!((&lines[0]["filename"], &lines[0]["line_number"]), (&"src/some.rs".into(), &7.into()));
    assert_eq!((&lines[1]["target"], &lines[1]["filename"]), (&"[REDACTED:email]".into(), &"[REDACTED:email]".into()));
    assert_eq!((&lines[2]["target"], &lines[2]["filename"]), (&long[..64].into(), &long.as_str().into()));
    assert_eq!(lines[3]["fields"]["log.target"], "[REDACTED:email]");
    let notes = notes.take();
    let record = events(&notes)[0];
    assert_eq!(record.get("log.target"), Some(&text("some::target")));
    assert_eq!(record.get("log.module_path"), Some(&text("some::module")));
    assert_eq!(record.get("log.line"), Some(&Seen::U64(7)));
}

/// Notes where the events are that it sees.
#[derive(Clone, Default)]
struct Places(std::sync::Arc<std::sync::Mutex<Vec<usize>>>);

impl<S: tracing::Subscriber> Layer<S> for Places {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.0.lock().unwrap().push(std::ptr::from_ref(attributes).addr());
    }

    fn on_record(&self, _: &Id, record: &Record<'_>, _: Context<'_, S>) {
        self.0.lock().unwrap().push(std::ptr::from_ref(record).addr());
    }

    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        self.0.lock().unwrap().push(std::ptr::from_ref(event).addr());
        true
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.0.lock().unwrap().push(std::ptr::from_ref(event).addr());
    }
}

#[test]
fn what_is_clean_is_not_made_anew() {
    let places = |note: &str| {
        let (outside, inside) = (Places::default(), Places::default());
        run(
            || outside.clone().and_then(Redact::new(Policy::development(), inside.clone())),
            || {
                tracing::info!(note, number = 1, yes = true, bytes = b"bytes".as_slice());
                let span = tracing::info_span!("span", note, later = Empty);
                span.record("later", note);
            },
        );
        [outside, inside].map(|places| places.0.lock().unwrap().clone())
    };
    for _ in 0..2 {
        let [outside, inside] = places("clean");
        assert_eq!((outside.len(), &inside), (4, &outside));
        let [outside, inside] = places(&support::jwt(4));
        assert!(outside.iter().zip(&inside).all(|(outside, inside)| outside != inside));
    }
}
