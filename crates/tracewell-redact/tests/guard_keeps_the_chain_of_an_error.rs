//! An error comes out of a guard as one: with its chain, scrubbed source by source.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use std::error::Error;
use std::fmt;

use guard::{Note, Seen, notes_of, run};
use tracewell_redact::{Policy, Redact};
use tracing_subscriber::Layer;

fn guarded(program: impl FnOnce()) -> Vec<Note> {
    lasting(notes_of(|notes| Redact::new(Policy::development(), notes), program))
}

/// Without the callsites, of which there are more the longer the tests run.
fn lasting(mut notes: Vec<Note>) -> Vec<Note> {
    notes.retain(|note| note.hook != "register_callsite");
    notes
}

fn events(notes: &[Note]) -> Vec<&Note> {
    notes.iter().filter(|note| note.hook == "event").collect()
}

#[derive(Debug)]
struct Outer(&'static str, Box<dyn Error>);

#[derive(Debug)]
struct Inner {
    address: String,
}

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.1)
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no route to {}", self.address)
    }
}

impl Error for Inner {}

#[test]
fn an_error_keeps_its_chain() {
    let (_, address) = support::every_kind(1).remove(0);
    let notes = guarded(|| {
        let error = Outer("cannot send", Box::new(Inner { address: address.clone() }));
        tracing::info!(error = &error as &dyn Error, other = &fmt::Error as &dyn Error);
        tracing::info!(error = &fmt::Error as &(dyn Error + Send + Sync));
    });
    let events = events(&notes);
    let chain = ["cannot send".to_owned(), "no route to [REDACTED:email]".to_owned()];
    assert_eq!(events[0].get("error"), Some(&Seen::Error(chain.to_vec())));
    assert_eq!(events[0].get("other"), Some(&Seen::Error(vec![fmt::Error.to_string()])));
    assert_eq!(events[1].get("error"), Some(&Seen::Error(vec![fmt::Error.to_string()])));
}

/// Sinks join the texts of a chain, each in its own way.
#[test]
fn a_name_at_the_end_of_an_error_makes_its_source_a_value() {
    let notes = guarded(|| {
        let inner: Box<dyn Error> = "hunter2 is too short".into();
        let error = Outer("cannot read DB_PASSWORD", inner);
        tracing::info!(error = &error as &dyn Error);
    });
    let chain = ["cannot read DB_PASSWORD".to_owned(), "[REDACTED] is too short".to_owned()];
    assert_eq!(events(&notes)[0].get("error"), Some(&Seen::Error(chain.to_vec())));
}

/// Sinks take the type of an exception from there.
#[test]
fn an_errors_debug_begins_with_its_type() {
    struct Unnamed(&'static str);
    impl fmt::Debug for Unnamed {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl fmt::Display for Unnamed {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("unnamed")
        }
    }
    impl Error for Unnamed {}
    #[derive(Clone, Default)]
    struct Debugs(std::sync::Arc<std::sync::Mutex<Vec<String>>>);
    impl tracing::field::Visit for Debugs {
        fn record_error(&mut self, _: &tracing::field::Field, value: &(dyn Error + 'static)) {
            self.0.lock().unwrap().push(format!("{value:?}"));
        }
        fn record_debug(&mut self, _: &tracing::field::Field, _: &dyn fmt::Debug) {}
    }
    impl<S: tracing::Subscriber> Layer<S> for Debugs {
        fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
            event.record(&mut self.clone());
        }
    }
    let (_, address) = support::every_kind(2).remove(0);
    let long: &'static str = "T".repeat(100).leak();
    let debugs = Debugs::default();
    run(
        || Redact::new(Policy::production(), debugs.clone()),
        || {
            let outer = Outer("cannot send", Box::new(Inner { address: address.clone() }));
            for error in [
                &outer as &(dyn Error + 'static),
                &Unnamed("\"a text\""),
                &Unnamed(""),
                &Unnamed("42"),
                &Unnamed("kind::Of"),
                &Unnamed(long),
                &Unnamed("Ünnamed"),
            ] {
                tracing::info!(errors = error);
            }
            let key = support::every_kind(3).into_iter().find(|(kind, _)| *kind == "aws_key").unwrap().1;
            tracing::info!(errors = &Unnamed(key.leak()) as &(dyn Error + 'static));
        },
    );
    let seen = debugs.0.lock().unwrap();
    assert_eq!(
        seen[0],
        r#"Outer { message: "cannot send", source: Inner { message: "no route to [REDACTED:email]" } }"#
    );
    let names: Vec<_> = seen.iter().skip(1).map(|debug| debug.split(' ').next().unwrap()).collect();
    assert_eq!(names, ["Error", "Error", "Error", "kind", &"T".repeat(64), "Error", "Error"]);
}
