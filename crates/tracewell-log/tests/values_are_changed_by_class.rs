//! Values of a class for which the service chose an action, and bound ids that are secrets themselves: on the line, in both
//! formats, alone and behind the guard.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lines::{KeyFile, line_of, lines_of, only, parse, pretty_lines_of};
use serde_json::{Map, Value};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::{Capture, LogLayer, PrettyFormat};
use tracewell_redact::{Action, Class, Mode, Policy, PolicyBuilder, Reason, Redact};
use tracing::field::Empty;
use tracing_subscriber::layer::SubscriberExt;

const BOTH: [Mode; 2] = [Mode::Production, Mode::Development];

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

/// An address that is nobody's, made here so that it is not in this file.
fn address() -> String {
    ["alice", "example.com"].join("@")
}

fn context(team: &str, user: &str) -> Context {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.bind(Principal::new(TeamId::new(team).unwrap()).user(UserId::new(user).unwrap())).unwrap();
    context
}

fn hashing(policy: PolicyBuilder, keys: &KeyFile) -> Policy {
    policy.action(Class::Email, Action::KeyedHash).hmac_key_file(keys.path()).build().unwrap()
}

/// The one line behind a guard.
fn guarded_line_of(policy: &Policy, work: impl FnOnce()) -> Map<String, Value> {
    let capture = Arc::new(Capture::default());
    let line = LogLayer::new(policy.clone()).json(Arc::clone(&capture)).behind_guard();
    let guard = Redact::new(policy.clone(), line).team(|name| {
        if let Some(team) = tracewell_context::current().as_ref().and_then(Context::team_id) {
            name.push_str(team.as_str());
        }
    });
    tracing::subscriber::with_default(tracing_subscriber::registry().with(guard), work);
    parse(&only(capture.lines()))
}

#[test]
fn values_of_every_type() {
    for mode in BOTH {
        let policy = Policy::builder(mode).action(Class::Phone, Action::KeepLast(2)).build().unwrap();
        let lines = lines_of(LogLayer::new(policy.clone()), || {
            tracing::info!(phone = "+49 30 123456789");
            tracing::info!(phone = %"123456789");
            tracing::info!(phone = ?"123456789");
            tracing::info!(phone = b"123456789".as_slice());
            tracing::info!(phone = 123_456_789);
            tracing::info!(phone = 123_456_789_u64);
            tracing::info!(phone = 123_456_789_i128);
            tracing::info!(phone = 123_456_789_u128);
            tracing::info!(phone = 1_234_567.89);
            tracing::info!(phone = &Failure as &(dyn Error + 'static));
        });
        assert_eq!(lines.len(), 10);
        for line in &lines {
            assert_eq!(line["phone"], "****89", "{line:?}");
        }
        assert_eq!(policy.counts().get(Reason::Name), 10);
    }
}

#[test]
fn every_action_in_event_span_and_late_record() {
    for mode in BOTH {
        let policy = Policy::builder(mode)
            .action(Class::Birth, Action::Erase)
            .action(Class::Geo, Action::Filter)
            .action(Class::Ip, Action::TruncateIp)
            .action(Class::Payment, Action::KeepLast(4))
            .action(Class::Phone, Action::KeepLast(2))
            .build()
            .unwrap();
        let work = || {
            let span = tracing::info_span!("work", client_ip = "203.0.113.77", phone = Empty, pan = Empty);
            span.record("phone", "0123456789");
            span.record("pan", 4_111_111_111_111_111_u64);
            span.in_scope(|| tracing::info!(dob = "2001-02-03", lat = 52.5, remote_addr = "not an address", "hello"));
        };
        let expected = [
            ("client_ip", "203.0.113.0"),
            ("phone", "****89"),
            ("pan", "****1111"),
            ("dob", "[REDACTED]"),
            ("lat", "[FILTERED]"),
            ("remote_addr", "[REDACTED]"),
        ];
        let line = line_of(LogLayer::new(policy.clone()), work);
        let behind_guard = guarded_line_of(&policy, work);
        let pretty = only(pretty_lines_of(LogLayer::new(policy), PrettyFormat::new(), work));
        for (name, value) in expected {
            assert_eq!(line[name], value, "{name}");
            // A second time, `****1111` would be too short to keep anything of it.
            assert_eq!(behind_guard[name], value, "{name}");
            assert!(pretty.contains(&format!("{name}=\"{value}\"")), "{pretty}");
        }
    }
}

#[test]
fn a_static_field_too() {
    let policy = Policy::builder(Mode::Production).action(Class::Ip, Action::TruncateIp).build().unwrap();
    let layer = LogLayer::new(policy).static_fields([("ip", "203.0.113.77"), ("zone", "b")]);
    let line = line_of(layer, || tracing::info!("hello"));
    assert_eq!((&line["ip"], &line["zone"]), (&Value::from("203.0.113.0"), &Value::from("b")));
}

#[test]
fn an_action_does_not_add_to_what_is_allowed() {
    let policy = Policy::builder(Mode::Production).action(Class::Phone, Action::KeepLast(2)).build().unwrap();
    let line = line_of(LogLayer::new(policy), || {
        tracing::info!(phone_note = "call 0123456789", token = "0123456789", phone = "short", "hello");
    });
    assert_eq!((&line["phone_note"], &line["token"]), (&"[FILTERED]".into(), &"[REDACTED]".into()));
    assert_eq!(line["phone"], "[REDACTED]", "what is too short to keep a part of goes");
}

#[test]
fn a_huge_value_stays_bounded() {
    let policy = Policy::builder(Mode::Production).action(Class::Ip, Action::TruncateIp).build().unwrap();
    let list = "203.0.113.77, ".repeat(100_000);
    let line = line_of(LogLayer::new(policy), || tracing::info!(ip = list.as_str(), "hello"));
    let shown = line["ip"].as_str().unwrap();
    assert!(shown.starts_with("203.0.113.0, 203.0.113.0") && shown.ends_with(" bytes]"), "{shown}");
    assert!(!shown.contains("77") && shown.len() < 8300, "{shown}");
}

#[test]
fn names_because_of_which_something_goes_are_counted_once() {
    for behind_guard in [false, true] {
        let policy = Policy::production();
        let work = || tracing::info!(password = "x", note = "y", quantity = 3, "hello");
        if behind_guard {
            guarded_line_of(&policy, work);
        } else {
            line_of(LogLayer::new(policy.clone()), work);
        }
        let counts = policy.counts();
        assert_eq!((counts.get(Reason::Name), counts.get(Reason::Filter)), (1, 2), "{behind_guard}");
    }
}

#[test]
fn the_team_goes_into_a_keyed_hash() {
    let keys = KeyFile::new("team", "k1", 'Q');
    let policy = hashing(Policy::builder(Mode::Production), &keys);
    let (address, ring) = (address(), policy.keys().unwrap());
    let of_team = |team| ring.forms("email", team, &address).concat();
    let work = || {
        // In the event, in a span that was opened in the context, and recorded in it.
        tracing::info_span!("work", e_mail = address, user.email = Empty).in_scope(|| {
            tracing::Span::current().record("user.email", &*address);
            tracing::info!(email = address, "hello");
        });
    };
    for team in ["acme", "other"] {
        for line in [
            context(team, "user-7").in_scope(|| line_of(LogLayer::new(policy.clone()), work)),
            context(team, "user-7").in_scope(|| guarded_line_of(&policy, work)),
        ] {
            for name in ["email", "e_mail", "user.email"] {
                assert_eq!(line[name], of_team(Some(team)), "{name} of {team}");
            }
        }
    }
    let line = line_of(LogLayer::new(policy.clone()), work);
    assert_eq!(line["email"], of_team(None));
    assert_ne!(of_team(None), of_team(Some("acme")));
}

#[test]
fn without_a_key_what_would_be_hashed_is_erased() {
    let keys = KeyFile::new("none", "k1", 'Q');
    let policy = hashing(Policy::builder(Mode::Development), &keys);
    drop(keys);
    let missing = Policy::builder(Mode::Development).action(Class::Email, Action::KeyedHash).build().unwrap();
    std::thread::sleep(Duration::from_millis(1100));
    for policy in [policy, missing] {
        let line = context("acme", &address())
            .in_scope(|| line_of(LogLayer::new(policy), || tracing::info!(email = address(), "hello")));
        assert_eq!((&line["email"], &line["user_id"]), (&"[REDACTED]".into(), &"[REDACTED:email]".into()));
    }
}

#[test]
fn bound_ids_that_are_secrets_are_hashed() {
    let keys = KeyFile::new("ids", "k1", 'Q');
    let policy = Policy::builder(Mode::Production).hmac_key_file(keys.path()).build().unwrap();
    let ring = policy.keys().unwrap();
    let address = address();
    let user = ring.forms("user", Some("acme"), &address).concat();
    let team = ring.forms("team", None, &address).concat();
    assert!(user.starts_with("hmac:k1:") && team.starts_with("hmac:k1:") && user != team);

    let layer = LogLayer::new(policy.clone());
    let lines = lines_of(layer, || {
        context("acme", &address).in_scope(|| (0..2).for_each(|_| tracing::info!("hello")));
        context(&address, "user-7").in_scope(|| tracing::info!("hello"));
    });
    for line in &lines[..2] {
        assert_eq!((&line["team_id"], &line["user_id"]), (&"acme".into(), &user.as_str().into()));
    }
    assert_eq!((&lines[2]["team_id"], &lines[2]["user_id"]), (&team.as_str().into(), &"user-7".into()));

    let work = || context("acme", &address).in_scope(|| tracing::info!("hello"));
    assert_eq!(guarded_line_of(&policy, work)["user_id"], user);
    let pretty = only(pretty_lines_of(LogLayer::new(policy), PrettyFormat::new(), work));
    assert!(pretty.contains(&format!("user_id=\"{user}\"")), "{pretty}");
}

#[test]
fn ids_in_own_events_are_told_like_bound_ones() {
    let keys = KeyFile::new("own", "k1", 'Q');
    let policy = Policy::builder(Mode::Production).hmac_key_file(keys.path()).build().unwrap();
    let ring = policy.keys().unwrap();
    let address = address();
    let user = ring.forms("user", Some("acme"), &address).concat();
    let team = ring.forms("team", None, &address).concat();
    let work = || {
        context("acme", "user-7").in_scope(|| {
            tracing::warn!(target: "tracewell::security", user_id = %address, team_id = address.as_str(), "own");
        });
    };
    for line in [line_of(LogLayer::new(policy.clone()), work), guarded_line_of(&policy, work)] {
        assert_eq!((&line["user_id"], &line["team_id"]), (&user.as_str().into(), &team.as_str().into()));
    }
    let line = line_of(LogLayer::new(Policy::production()), work);
    assert_eq!(line["user_id"], "[REDACTED:email]");
}

#[test]
fn a_rotated_key_holds_for_what_begins_later() {
    let keys = KeyFile::new("rotated", "k1", 'Q');
    let policy = Policy::builder(Mode::Production).hmac_key_file(keys.path()).build().unwrap();
    let lines = lines_of(LogLayer::new(policy), || {
        let before = context("acme", &address());
        before.in_scope(|| tracing::info!("hello"));
        keys.put("k2", 'V');
        std::thread::sleep(Duration::from_millis(1100));
        // One request keeps to one form, so that its lines stay together.
        before.in_scope(|| tracing::info!("hello"));
        context("acme", &address()).in_scope(|| tracing::info!("hello"));
    });
    let ids: Vec<_> = lines.iter().map(|line| line["user_id"].as_str().unwrap()).collect();
    assert!(ids[0].starts_with("hmac:k1:") && ids[2].starts_with("hmac:k2:"), "{ids:?}");
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn an_action_for_users_holds_for_the_bound_one_as_for_a_field() {
    let keys = KeyFile::new("users", "k1", 'Q');
    let policy = Policy::builder(Mode::Production)
        .action(Class::User, Action::KeyedHash)
        .hmac_key_file(keys.path())
        .build()
        .unwrap();
    let form = policy.keys().unwrap().forms("user", Some("acme"), "user-7").concat();
    let work = || context("acme", "user-7").in_scope(|| tracing::info!(account_id = "user-7", "hello"));
    for line in [line_of(LogLayer::new(policy.clone()), work), guarded_line_of(&policy, work)] {
        assert_eq!((&line["user_id"], &line["account_id"]), (&form.as_str().into(), &form.as_str().into()));
        assert_eq!(line["team_id"], "acme");
    }
}
