//! A span that is as clean as the one before passes at a glance. One that is not does not, whatever it has in common with it.
#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use guard::{Note, Seen, notes_of, text};
use tracewell_redact::{Mode, Policy, Redact};

/// What a sink sees of one callsite's spans, and of what is recorded for them later.
fn seen(policy: &Policy, hook: &str, spans: impl FnOnce()) -> Vec<Note> {
    let mut notes = notes_of(|notes| Redact::new(policy.clone(), notes), spans);
    notes.retain(|note| note.hook == hook);
    notes
}

fn values(notes: &[Note], field: &str) -> Vec<Option<Seen>> {
    notes.iter().map(|note| note.get(field).cloned()).collect()
}

fn mail() -> String {
    ["alice", "example.com"].join("@")
}

fn policy() -> Policy {
    Policy::builder(Mode::Production).allow(["note", "size", "url"]).build().unwrap()
}

/// Twice what is clean, so that it is known; then what is not, then what is clean.
fn in_turn(mut one: impl FnMut(&str)) {
    for note in ["clean", "clean", &*mail(), "clean", "password=hunter2", "clean"] {
        one(note);
    }
}

fn expected() -> [Option<Seen>; 6] {
    ["clean", "clean", "[REDACTED:email]", "clean", "password=[REDACTED]", "clean"].map(|note| Some(text(note)))
}

#[test]
fn a_text_that_was_not_seen_before_is_scanned() {
    let spans = || in_turn(|note| drop(tracing::info_span!("work", size = 7, note)));
    let notes = seen(&policy(), "new_span", spans);
    assert_eq!(values(&notes, "note"), expected());
    assert_eq!(values(&notes, "size"), vec![Some(Seen::I64(7)); 6]);
    let spans = || {
        in_turn(|note| {
            let span = tracing::info_span!("work", size = 7, note = tracing::field::Empty);
            span.record("note", note);
        });
    };
    assert_eq!(values(&seen(&policy(), "record", spans), "note"), expected());
}

#[test]
fn a_name_is_judged_whatever_the_value() {
    let spans = || {
        for _ in 0..3 {
            let span = tracing::info_span!("work", note = "clean", user_token = 7, basket = true, url = "/a?q=clean");
            span.record("user_token", 8);
        }
    };
    let notes = seen(&policy(), "new_span", spans);
    assert_eq!(notes.len(), 3);
    for note in &notes {
        assert_eq!(note.get("note"), Some(&text("clean")));
        assert_eq!(note.get("user_token"), Some(&text("[REDACTED]")));
        assert_eq!(note.get("basket"), Some(&text("[FILTERED]")));
        assert_eq!(note.get("url"), Some(&text("/a?q=REDACTED")));
    }
    let spans = || {
        for _ in 0..3 {
            tracing::info_span!("work", user_token = 7).record("user_token", 8);
        }
    };
    assert_eq!(values(&seen(&policy(), "record", spans), "user_token"), vec![Some(text("[REDACTED]")); 3]);
}

#[test]
fn what_one_policy_knows_another_does_not() {
    let word = "marzipan";
    let lax = policy();
    let strict = Policy::builder(Mode::Production).allow(["size"]).build().unwrap();
    let span = || drop(tracing::info_span!("work", size = word, note = word));
    for _ in 0..3 {
        assert_eq!(values(&seen(&lax, "new_span", span), "note"), [Some(text(word))]);
        assert_eq!(values(&seen(&strict, "new_span", span), "note"), [Some(text("[FILTERED]"))]);
        assert_eq!(values(&seen(&strict, "new_span", span), "size"), [Some(text(word))]);
    }
}

#[test]
fn nothing_that_is_formatted_passes_at_a_glance() {
    struct Counted<'c>(&'c std::cell::Cell<u32>);
    impl std::fmt::Debug for Counted<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.set(self.0.get() + 1);
            f.write_str("clean")
        }
    }
    let times = std::cell::Cell::new(0);
    let spans = || (0..3).for_each(|_| drop(tracing::info_span!("work", size = 7, note = ?Counted(&times))));
    let notes = seen(&policy(), "new_span", spans);
    assert_eq!(values(&notes, "note"), vec![Some(Seen::Debug("clean".to_owned())); 3]);
    assert_eq!(times.get(), 3, "each was formatted once");
}
