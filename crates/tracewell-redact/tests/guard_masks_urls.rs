//! Fields that say where something is: URLs are masked as such, and the path of the request is shown as its route lets it be.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;

use std::fmt;

use guard::{Note, Seen, notes_of, text};
use tracewell_redact::{Mode, Policy, Redact};

fn values(notes: &[Note], hook: &str, field: &str) -> Vec<Option<Seen>> {
    notes.iter().filter(|note| note.hook == hook).map(|note| note.get(field).cloned()).collect()
}

/// What a sink has got of a value: as a string, or as it would have got a formatted one.
fn shown(seen: &Option<Seen>) -> String {
    seen.as_ref().map(|seen| format!("{seen:?}")).unwrap_or_default()
}

#[test]
fn in_events_spans_and_late_records() {
    for mode in [Mode::Production, Mode::Development] {
        let policy = Policy::builder(mode).allow(["callback_url", "note"]).allow_query(["page"]).build().unwrap();
        let url = "https://bob:pw@host/a?page=2&name=x#top";
        let masked = "https://REDACTED:REDACTED@host/a?page=2&name=REDACTED";
        let notes = notes_of(
            |notes| Redact::new(policy.clone(), notes),
            || {
                let span = tracing::info_span!("span", url, callback_url = tracing::field::Empty);
                span.record("callback_url", tracing::field::display(url));
                tracing::info!(url, callback_url = ?url, note = "a?name=x");
            },
        );
        assert_eq!(values(&notes, "new_span", "url"), [Some(text(masked))]);
        assert!(shown(&values(&notes, "record", "callback_url")[0]).contains(masked));
        assert_eq!(values(&notes, "event", "url"), [Some(text(masked))]);
        assert!(shown(&values(&notes, "event", "callback_url")[0]).contains(masked));
        assert_eq!(values(&notes, "event", "note"), [Some(text("a?name=x"))], "a note is no URL");
    }
}

#[test]
fn what_is_clean_stays() {
    let notes = notes_of(
        |notes| Redact::new(Policy::development(), notes),
        || tracing::info!(url = "https://host:8080/a/b", path = "/srv/data?x=1", uri = 7),
    );
    assert_eq!(values(&notes, "event", "url"), [Some(text("https://host:8080/a/b"))]);
    assert_eq!(values(&notes, "event", "path"), [Some(text("/srv/data?x=1"))], "a file has no query");
    assert!(shown(&values(&notes, "event", "uri")[0]).contains('7'));
}

#[test]
fn the_path_is_asked_for_where_a_place_is_told_and_nowhere_else() {
    fn hide(seen: &str, out: &mut String) -> bool {
        assert!(!seen.contains("bob"), "the hook gets what is clean");
        let hides = seen.contains("/geo/7");
        if hides {
            out.push_str(&seen.replace("/geo/7", "/geo/[REDACTED]"));
        }
        hides
    }
    struct Panics;
    impl fmt::Display for Panics {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            std::panic::resume_unwind(Box::new("quietly"))
        }
    }
    let notes = notes_of(
        |notes| Redact::new(Policy::development(), notes).path(hide),
        || {
            tracing::info!(url = "https://bob:pw@host/geo/7?x=1", path = "/geo/7", note = "/geo/7", "at /geo/7");
            tracing::info!(url = %Panics, path = "/geo/8");
        },
    );
    let hidden = "https://REDACTED:REDACTED@host/geo/[REDACTED]?x=REDACTED";
    assert_eq!(values(&notes, "event", "url")[0], Some(text(hidden)));
    assert_eq!(values(&notes, "event", "path"), [Some(text("/geo/[REDACTED]")), Some(text("/geo/8"))]);
    assert_eq!(values(&notes, "event", "note")[0], Some(text("/geo/7")));
    assert!(shown(&values(&notes, "event", "url")[1]).contains("[panicked]"));
}

#[test]
fn what_is_left_out_of_a_long_one_is_told() {
    let policy = Policy::builder(Mode::Development).max_value_bytes(256).build().unwrap();
    let url = format!("https://h/{}", "a/".repeat(policy.scan_limit()));
    let notes = notes_of(|notes| Redact::new(policy.clone(), notes), || tracing::info!(url = url.as_str()));
    let Some(Some(Seen::Str(shown))) = values(&notes, "event", "url").pop() else { panic!("a text stays one") };
    let (kept, mark) = shown.split_once('…').unwrap();
    assert!(url.starts_with(kept) && mark.starts_with("[+") && mark.ends_with(" bytes]"), "{mark}");
}
