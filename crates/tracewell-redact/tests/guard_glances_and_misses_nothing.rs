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
    let events = || in_turn(|note| tracing::info!(size = 7, note, "said {note}"));
    let notes = seen(&policy(), "event", events);
    assert_eq!(values(&notes, "note"), expected());
    let said = expected().map(|note| match note {
        Some(Seen::Str(note)) => Some(Seen::Debug(format!("said {note}"))),
        other => panic!("{other:?}"),
    });
    assert_eq!(values(&notes, "message"), said);
}

#[test]
fn what_a_field_begins_with_need_not_be_clean_nor_short() {
    let long = "word ".repeat(200);
    for first in [mail(), long.clone()] {
        let notes = [&*first, "clean", &*first, &*mail(), &*long, &*mail()];
        let expected = notes.map(|note| Some(text(policy().scrub(note))));
        let spans = || notes.into_iter().for_each(|note| drop(tracing::info_span!("work", note)));
        assert_eq!(values(&seen(&policy(), "new_span", spans), "note"), expected);
        let events = || notes.into_iter().for_each(|note| tracing::info!(note));
        assert_eq!(values(&seen(&policy(), "event", events), "note"), expected);
    }
}

#[test]
fn who_decides_by_metadata_sees_values_with_the_event_alone() {
    let events = || {
        for note in [mail(), "clean".to_owned()] {
            tracing::info!(parent: None, size = 7, note, "hello");
        }
    };
    let notes = notes_of(|notes| Redact::new(policy(), notes).filters_by_metadata(), events);
    let asked: Vec<_> = notes.iter().filter(|note| note.hook == "event_enabled").collect();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|note| note.values.is_empty() && note.parent == "root"), "{asked:?}");
    let mut came = notes;
    came.retain(|note| note.hook == "event");
    assert_eq!(values(&came, "note"), [Some(text("[REDACTED:email]")), Some(text("clean"))]);
    assert_eq!(values(&came, "size"), vec![Some(Seen::I64(7)); 2]);
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

/// One span for each width, of which nothing but the number could stop it.
#[test]
fn a_number_of_any_width_is_judged_by_its_name() {
    let spans = || {
        for _ in 0..3 {
            drop(tracing::info_span!("work", user_token = 7.5, basket = 7.5));
            drop(tracing::info_span!("work", user_token = 7_i64, size = 7.5));
            drop(tracing::info_span!("work", user_token = 7_u64, size = 7_i64));
            drop(tracing::info_span!("work", user_token = 7_i128, size = 7_u64));
            drop(tracing::info_span!("work", user_token = 7_u128, size = 7_i128));
            drop(tracing::info_span!("work", user_token = true, size = 7_u128));
            drop(tracing::info_span!("work", size = true));
        }
    };
    let notes = seen(&policy(), "new_span", spans);
    let redacted = || Some(text("[REDACTED]"));
    let token: Vec<_> = (0..21).map(|at| if at % 7 == 6 { None } else { redacted() }).collect();
    assert_eq!(values(&notes, "user_token"), token);
    let sizes = [
        None,
        Some(Seen::F64(7.5)),
        Some(Seen::I64(7)),
        Some(Seen::U64(7)),
        Some(Seen::I128(7)),
        Some(Seen::U128(7)),
        Some(Seen::Bool(true)),
    ];
    assert_eq!(values(&notes, "size"), [sizes.clone(), sizes.clone(), sizes].concat());
    assert_eq!(notes[0].get("basket"), Some(&text("[FILTERED]")));
}

#[test]
fn bytes_do_not_pass_at_a_glance() {
    let mail = mail();
    let spans = || (0..3).for_each(|_| drop(tracing::info_span!("work", size = 7, note = mail.as_bytes())));
    let clean = Seen::Bytes(b"[REDACTED:email]".to_vec());
    assert_eq!(values(&seen(&policy(), "new_span", spans), "note"), vec![Some(clean); 3]);
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
