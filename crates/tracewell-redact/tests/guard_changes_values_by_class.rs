//! Values of a class for which the service chose an action: whatever their type, and whatever sink is behind the guard.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;

use guard::{Note, Seen, notes_of, text};
use tracewell_redact::{Action, Class, Mode, Policy, Reason, Redact};

struct Failure;

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failure")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("123456789")
    }
}

impl Error for Failure {}

fn values(notes: &[Note], hook: &str, field: &str) -> Vec<Option<Seen>> {
    notes.iter().filter(|note| note.hook == hook).map(|note| note.get(field).cloned()).collect()
}

#[test]
fn values_of_every_type() {
    for mode in [Mode::Production, Mode::Development] {
        let policy = Policy::builder(mode).action(Class::Phone, Action::KeepLast(2)).build().unwrap();
        let notes = notes_of(
            |notes| Redact::new(policy.clone(), notes),
            || {
                tracing::info!(phone = "+49 30 123456789");
                tracing::info!(phone = %"123456789");
                tracing::info!(phone = ?"123456789");
                tracing::info!(phone = b"123456789".as_slice());
                tracing::info!(phone = 123_456_789);
                tracing::info!(phone = 123_456_789_u64);
                tracing::info!(phone = 123_456_789_i128);
                tracing::info!(phone = 123_456_789_u128);
                tracing::info!(phone = 1_234_567.89);
                tracing::info!(phone = &Failure as &dyn Error);
            },
        );
        assert_eq!(values(&notes, "event", "phone"), vec![Some(text("****89")); 10]);
        assert_eq!(policy.counts().get(Reason::Name), 10);
    }
}

#[test]
fn values_in_spans_and_records() {
    let policy = Policy::builder(Mode::Production).action(Class::Ip, Action::TruncateIp).build().unwrap();
    let notes = notes_of(
        |notes| Redact::new(policy, notes),
        || {
            let span = tracing::info_span!("span", client_ip = %"192.0.2.77");
            span.record("client_ip", "2001:db8:1:2::3");
        },
    );
    assert_eq!(values(&notes, "new_span", "client_ip"), [Some(text("192.0.2.0"))]);
    assert_eq!(values(&notes, "record", "client_ip"), [Some(text("2001:db8:1::"))]);
}

#[test]
fn what_cannot_be_done_erases() {
    struct Panics;
    impl fmt::Debug for Panics {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            std::panic::resume_unwind(Box::new("quietly"))
        }
    }
    let actions =
        [(Class::Ip, Action::TruncateIp), (Class::User, Action::KeyedHash), (Class::Phone, Action::KeepLast(4))];
    let builder = Policy::builder(Mode::Development);
    let policy =
        actions.into_iter().fold(builder, |builder, (class, action)| builder.action(class, action)).build().unwrap();
    let notes = notes_of(
        |notes| Redact::new(policy, notes),
        || tracing::info!(ip = "no address", user_id = "u-1", phone = ?Panics, telephone = true, mobile = b"\xff".as_slice()),
    );
    for field in ["ip", "user_id", "phone", "telephone", "mobile"] {
        assert_eq!(values(&notes, "event", field), [Some(text("[REDACTED]"))], "{field}");
    }
}

thread_local!(static TEAM: RefCell<String> = const { RefCell::new(String::new()) });

/// The same value of two teams must not be told to be the same.
#[test]
fn hashes_are_those_of_the_team() {
    let file = std::env::temp_dir().join(format!("tracewell-guard-{}", std::process::id()));
    let key = support::base64(support::random(support::ALNUM, 32, 1).as_bytes());
    std::fs::write(&file, format!("key1:{key}\n")).unwrap();
    let policy =
        Policy::builder(Mode::Production).action(Class::User, Action::KeyedHash).hmac_key_file(&file).build().unwrap();
    let emit = || {
        for team in ["acme", "", "globex"] {
            TEAM.with_borrow_mut(|name| team.clone_into(name));
            tracing::info!(account_id = "u-1");
        }
    };
    let with_teams = notes_of(
        |notes| Redact::new(policy.clone(), notes).team(|name| TEAM.with_borrow(|team| name.push_str(team))),
        emit,
    );
    let without = notes_of(|notes| Redact::new(policy.clone(), notes), emit);
    let hash = |team: Option<&str>| Some(text(policy.keyed_hash("user", team, "u-1")));
    assert_eq!(values(&with_teams, "event", "account_id"), [hash(Some("acme")), hash(None), hash(Some("globex"))]);
    assert_eq!(values(&without, "event", "account_id"), vec![hash(None); 3]);
    assert!(policy.keyed_hash("user", None, "u-1").starts_with("hmac:key1:"));
    std::fs::remove_file(&file).unwrap();
}

/// An id that is a secret itself goes out as a bound one would.
#[test]
fn ids_in_own_events_are_told_like_bound_ones() {
    let file = std::env::temp_dir().join(format!("tracewell-guard-ids-{}", std::process::id()));
    let key = support::base64(support::random(support::ALNUM, 32, 1).as_bytes());
    std::fs::write(&file, format!("key1:{key}\n")).unwrap();
    let keyed = Policy::builder(Mode::Production).hmac_key_file(&file).build().unwrap();
    let emit = || {
        TEAM.with_borrow_mut(|name| "acme".clone_into(name));
        let address = "alice@example.com";
        tracing::info!(target: "tracewell::security", user_id = address, team_id = address);
        tracing::info!(target: "tracewell::security", user_id = %address, team_id = %"acme");
        tracing::info!(target: "tracewell::security", user_id = "u-1", team_id = 7);
        tracing::info!(target: "app", user_id = address);
    };
    let told = |policy: &Policy| {
        let notes = notes_of(
            |notes| Redact::new(policy.clone(), notes).team(|name| TEAM.with_borrow(|team| name.push_str(team))),
            emit,
        );
        (values(&notes, "event", "user_id"), values(&notes, "event", "team_id"))
    };
    let (users, teams) = told(&keyed);
    let user = Some(text(keyed.keyed_hash("user", Some("acme"), "alice@example.com")));
    let team = Some(text(keyed.keyed_hash("team", None, "alice@example.com")));
    let Some(Seen::Str(hash)) = user.clone() else { panic!("a hash is a text") };
    assert_eq!(users[..3], [user, Some(Seen::Debug(hash)), Some(text("u-1"))]);
    assert_eq!(users[3], Some(text("[REDACTED:email]")), "the application's own field");
    assert_eq!(teams[..2], [team, Some(Seen::Debug("acme".to_owned()))]);
    let (users, _) = told(&Policy::production());
    assert_eq!(users[0], Some(text("[REDACTED:email]")));
    std::fs::remove_file(&file).unwrap();
}

/// Says one thing when it is asked first, and another after that.
struct Fickle(Cell<bool>);

impl fmt::Display for Fickle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.replace(true) { "alice@example.com" } else { "u-1" })
    }
}

/// What was looked at is what goes out, though nothing of it was changed.
#[test]
fn ids_in_own_events_are_formatted_once() {
    let notes = notes_of(
        |notes| Redact::new(Policy::production(), notes),
        || {
            tracing::info!(target: "tracewell::security", user_id = %Fickle(Cell::new(false)));
            tracing::info!(target: "tracewell::security", team_id = %Fickle(Cell::new(false)));
        },
    );
    assert_eq!(values(&notes, "event", "user_id")[0], Some(Seen::Debug("u-1".to_owned())));
    assert_eq!(values(&notes, "event", "team_id")[1], Some(Seen::Debug("u-1".to_owned())));
}

/// The message stays readable whatever a service says about its name.
#[test]
fn a_message_is_never_taken_out_as_a_whole() {
    let policy = Policy::builder(Mode::Production).sensitive(["message"]).build().unwrap();
    let notes = notes_of(|notes| Redact::new(policy, notes), || tracing::info!("plain words"));
    assert_eq!(values(&notes, "event", "message"), [Some(Seen::Debug("plain words".to_owned()))]);
}
