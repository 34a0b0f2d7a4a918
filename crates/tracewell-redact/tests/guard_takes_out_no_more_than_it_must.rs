//! What a guard takes out is what the policy says, it is counted, and what is too long is told.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use guard::{Note, Seen, notes_of, run, text};
use tracewell_redact::{Kind, Mode, Policy, Reason, Redact};
use tracing::Event;
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

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

fn debug(text: &str) -> Seen {
    Seen::Debug(text.to_owned())
}

#[test]
fn only_what_is_not_allowed_is_filtered_in_production() {
    let policy = Policy::builder(Mode::Production).allow(["order_id"]).build().unwrap();
    let notes = notes_of(
        |notes| Redact::new(policy.clone(), notes),
        || {
            tracing::info!(order_id = 7, status_code = 200, order_note = 1.5, r#type = "x", "hello {}", "world");
            tracing::info_span!("span", order_id = 7, order_note = ?"x", message = "a span's", otel.name = "name");
        },
    );
    let event = events(&notes)[0];
    assert_eq!(event.get("message"), Some(&debug("hello world")));
    assert_eq!(event.get("order_id"), Some(&Seen::I64(7)));
    assert_eq!(event.get("status_code"), Some(&Seen::I64(200)));
    assert_eq!(event.get("order_note"), Some(&text("[FILTERED]")));
    assert_eq!(event.get("r#type").or(event.get("type")), Some(&text("[FILTERED]")));
    let span = notes.iter().find(|note| note.hook == "new_span").unwrap();
    assert_eq!(span.get("order_id"), Some(&Seen::I64(7)));
    assert_eq!(span.get("order_note"), Some(&text("[FILTERED]")));
    assert_eq!(span.get("otel.name"), Some(&text("name")));
    // Each value once, though it was looked at twice.
    let counts = policy.counts();
    assert_eq!((counts.get(Reason::Filter), counts.get(Reason::Name)), (3, 0));
}

/// Whoever declares `message` sensitive means a field of a span: that of an event is scrubbed, never taken away.
#[test]
fn a_message_is_never_replaced_as_a_whole() {
    let policy = Policy::builder(Mode::Production).sensitive(["message"]).build().unwrap();
    let notes = notes_of(
        |notes| Redact::new(policy, notes),
        || {
            tracing::info!("mail to {}", support::every_kind(1).remove(0).1);
            tracing::info_span!("span", message = "text");
        },
    );
    assert_eq!(events(&notes)[0].get("message"), Some(&debug("mail to [REDACTED:email]")));
    let span = notes.iter().find(|note| note.hook == "new_span").unwrap();
    assert_eq!(span.get("message"), Some(&text("[REDACTED]")));
}

#[test]
fn what_is_taken_out_is_counted_once() {
    let policy = Policy::development();
    notes_of(
        |notes| Redact::new(policy.clone(), notes),
        || {
            let mail = support::every_kind(1).remove(0).1;
            tracing::info!(password = 1, secret = 2, note = mail, "mail to {mail}");
            tracing::info_span!("span", password = 3);
        },
    );
    let counts = policy.counts();
    assert_eq!((counts.get(Reason::Name), counts.get(Reason::Kind(Kind::Email))), (3, 2));
}

#[test]
fn what_is_too_long_to_be_scanned_is_left_out_and_told() {
    let policy = Policy::builder(Mode::Development).max_value_bytes(1000).build().unwrap();
    let limit = policy.scan_limit();
    let long = "word ".repeat(10_000);
    let short = &long[..limit];
    let secret = support::jwt(3);
    let hidden = format!("{long}{secret}");
    let torn = format!("{}{secret}", &long[..limit - 20]);
    let notes = notes_of(
        |notes| Redact::new(policy, notes),
        || {
            tracing::info!(short, string = long, display = %long, bytes = long.as_bytes(), "{long}");
            tracing::info!(string = hidden, display = %hidden, bytes = hidden.as_bytes(), "{hidden}");
            tracing::info!(string = torn, display = %torn, bytes = torn.as_bytes(), "{torn}");
            tracing::info!(display = %"é".repeat(limit));
        },
    );
    let events = events(&notes);
    assert_eq!(events[0].get("short"), Some(&text(short)));
    for (event, whole) in [(events[0], &long), (events[1], &hidden), (events[2], &torn)] {
        for field in ["string", "display", "bytes", "message"] {
            let seen = match event.get(field).unwrap() {
                Seen::Str(text) | Seen::Debug(text) => text.clone(),
                Seen::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
                other => panic!("{other:?}"),
            };
            let (kept, mark) = seen.split_once("…[+").unwrap();
            assert!(whole.starts_with(kept) && kept.len() > limit - 400 && kept.len() <= limit, "{}", kept.len());
            let missing: usize = mark.strip_suffix(" bytes]").unwrap().parse().unwrap();
            assert!(missing > 0 && kept.len() + missing <= whole.len());
            if field == "string" {
                assert_eq!(kept.len() + missing, whole.len());
            }
            assert!(!seen.contains(&secret[..3]), "{seen}");
        }
    }
    let Some(Seen::Debug(seen)) = events[3].get("display") else { panic!() };
    assert!(seen.starts_with('é') && seen.len() <= limit + 30);
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
fn nothing_is_touched_while_redaction_is_off() {
    let policy = Policy::builder(Mode::Development).redaction(false).build().unwrap();
    let (outside, inside) = (Places::default(), Places::default());
    run(
        || outside.clone().and_then(Redact::new(policy, inside.clone())),
        || {
            tracing::info!(password = "x", "event {}", 1);
            tracing::info_span!("span", password = ?"x").record("password", 1);
        },
    );
    assert_eq!(outside.0.lock().unwrap().len(), 4);
    assert_eq!(*outside.0.lock().unwrap(), *inside.0.lock().unwrap());
}

/// What alone makes an event unclean.
#[test]
fn one_reason_is_enough() {
    let key = support::every_kind(1).into_iter().find(|(kind, _)| *kind == "aws_key").unwrap().1;
    let long = "word ".repeat(10_000);
    let torn = [b"x\xff", key.as_bytes()].concat();
    let notes = guarded(|| {
        tracing::info!(bytes = key.as_bytes());
        tracing::info!(bytes = torn.as_slice());
        tracing::info!(bytes = long.as_bytes());
        tracing::info!(string = long);
        tracing::info!(string = key);
    });
    let events = events(&notes);
    assert_eq!(events[0].get("bytes"), Some(&Seen::Bytes(b"[REDACTED:aws_key]".to_vec())));
    assert_eq!(events[1].get("bytes"), Some(&Seen::Bytes("x\u{fffd}[REDACTED:aws_key]".into())));
    for (event, field) in [(events[2], "bytes"), (events[3], "string")] {
        let seen = match event.get(field) {
            Some(Seen::Bytes(bytes)) => String::from_utf8(bytes.clone()).unwrap(),
            Some(Seen::Str(text)) => text.clone(),
            other => panic!("{other:?}"),
        };
        assert!(seen.len() < 13_000 && seen.ends_with(" bytes]"), "{}", seen.len());
    }
    assert_eq!(events[4].get("string"), Some(&text("[REDACTED:aws_key]")));
}

/// Also where it takes more memory than a thread keeps.
#[test]
fn a_huge_value_stays_whole_if_that_is_allowed() {
    let policy = Policy::builder(Mode::Development).max_value_bytes(1 << 20).build().unwrap();
    let huge = "word ".repeat(100_000);
    let notes = notes_of(
        |notes| Redact::new(policy, notes),
        || tracing::info!(password = "x", string = huge, debug = %huge, bytes = huge.as_bytes(), last = 7),
    );
    let event = events(&notes)[0];
    assert_eq!(event.get("password"), Some(&text("[REDACTED]")));
    assert!(event.get("string") == Some(&text(huge.as_str())) && event.get("debug") == Some(&debug(&huge)));
    assert!(event.get("bytes") == Some(&Seen::Bytes(huge.into())) && event.get("last") == Some(&Seen::I64(7)));
}
