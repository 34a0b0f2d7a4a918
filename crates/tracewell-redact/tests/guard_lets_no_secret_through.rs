//! Every kind of secret in every place of an event, a span and a record, in front of sinks that know of no policy.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod guard;
mod support;

use std::error::Error;
use std::fmt;

use guard::{Capture, Exported, Sink, run};
use tracewell_redact::{Mode, Policy, Redact};
use tracing::instrument;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::registry::Registry;
use tracing_subscriber::reload;

/// Puts a guard, a sink that writes and one that exports together.
type Compose = fn(&Policy, Sink, Sink) -> Vec<Sink>;

const COMPOSITIONS: &[(&str, Compose)] = &[
    ("a guard for each", |policy, one, other| {
        vec![Redact::new(policy.clone(), one).boxed(), Redact::new(policy.clone(), other).boxed()]
    }),
    ("one guard for all", |policy, one, other| vec![Redact::all(policy.clone(), vec![one, other]).boxed()]),
    ("one guard for two in a row", |policy, one, other| vec![Redact::new(policy.clone(), one.and_then(other)).boxed()]),
    ("a guard for what may be there", |policy, one, other| {
        vec![Redact::new(policy.clone(), Some(one)).boxed(), Redact::new(policy.clone(), Some(other)).boxed()]
    }),
    ("filters inside", |policy, one, other| {
        let one = one.with_filter(LevelFilter::TRACE).boxed();
        let other = other.with_filter(filter_fn(|metadata| metadata.target() != "elsewhere")).boxed();
        vec![Redact::all(policy.clone(), vec![one, other]).boxed()]
    }),
    ("a filter for one of them inside", |policy, one, other| {
        let one = one.with_filter(LevelFilter::TRACE).boxed();
        vec![Redact::all(policy.clone(), vec![one, other]).boxed()]
    }),
    ("filters outside", |policy, one, other| {
        let one = Redact::new(policy.clone(), one).with_filter(LevelFilter::TRACE);
        let other =
            Redact::new(policy.clone(), other).with_filter(filter_fn(|metadata| metadata.target() != "elsewhere"));
        vec![one.boxed(), other.boxed()]
    }),
    ("a filter that can be reloaded", |policy, one, other| {
        let (filter, handle) = reload::Layer::<_, Registry>::new(LevelFilter::OFF);
        let guard = Redact::all(policy.clone(), vec![one, other]).with_filter(filter);
        handle.reload(LevelFilter::TRACE).unwrap();
        vec![guard.boxed()]
    }),
    ("a guard in a guard", |policy, one, other| {
        let inner = Redact::all(policy.clone(), vec![one, other]);
        vec![Redact::new(policy.clone(), inner).boxed()]
    }),
];

fn policies() -> [Policy; 2] {
    let allowed = ["note", "detail", "error", "last", "otel.name", "argument", "type"];
    [Mode::Production, Mode::Development].map(|mode| Policy::builder(mode).allow(allowed).build().unwrap())
}

/// Writes the text into a place. What is beside it in the same place must come out.
type Place = (&'static str, fn(&str));

const PLACES: &[Place] = &[
    ("message", |text| tracing::info!("{text}")),
    ("message with fields", |text| tracing::info!(note = 1, "{} and more", text)),
    ("message as a field", |text| tracing::info!(message = text)),
    ("string", |text| tracing::info!(note = text, "event")),
    ("owned string", |text| tracing::info!(note = text.to_owned(), "event")),
    ("optional string", |text| tracing::info!(note = Some(text), detail = None::<&str>, "event")),
    ("display", |text| tracing::info!(note = %text, "event")),
    ("debug", |text| tracing::info!(note = ?text, "event")),
    ("raw identifier", |text| tracing::info!(r#type = text, "event")),
    ("debug of a struct", |text| tracing::info!(note = ?Account { owner: text, balance: 7 }, "event")),
    ("pretty debug", |text| tracing::info!("{:#?}", Account { owner: text, balance: 7 })),
    ("debug of a list", |text| tracing::info!(note = ?[Some(text), None], "event")),
    ("bytes", |text| tracing::info!(note = text.as_bytes(), "event")),
    ("bytes that are no text", |text| tracing::info!(note = [b"\xff", text.as_bytes()].concat().as_slice(), "event")),
    ("error", |text| tracing::info!(error = &Failure(text.to_owned(), None) as &dyn Error, "event")),
    ("source of an error", |text| {
        let error = Failure("outer".to_owned(), Some(Box::new(Failure("middle".to_owned(), Some(inner(text))))));
        tracing::info!(error = &error as &dyn Error, "event");
    }),
    ("debug of an error", |text| tracing::info!(error = ?Failure(text.to_owned(), Some(inner(text))), "event")),
    ("more than 32 fields", many),
    ("event of a span", |text| {
        tracing::info_span!("outer").in_scope(|| tracing::info!(note = text, "event"));
    }),
    ("event with a parent", |text| {
        let span = tracing::info_span!("outer");
        tracing::info!(parent: &span, note = text, "event");
    }),
    ("event without a parent", |text| {
        tracing::info_span!("outer").in_scope(|| tracing::info!(parent: None, note = text, "event"));
    }),
    ("span", |text| tracing::info_span!("outer", note = text).in_scope(event)),
    ("display in a span", |text| tracing::info_span!("outer", note = %text).in_scope(event)),
    ("debug in a span", |text| tracing::info_span!("outer", note = ?text).in_scope(event)),
    ("error in a span", |text| {
        let error = Failure("outer".to_owned(), Some(inner(text)));
        tracing::info_span!("outer", error = &error as &dyn Error).in_scope(event);
    }),
    ("root span", |text| tracing::info_span!(parent: None, "outer", note = text).in_scope(event)),
    ("child span", |text| {
        let parent = tracing::info_span!("parent");
        tracing::info_span!(parent: &parent, "outer", note = text).in_scope(event);
    }),
    ("name for OpenTelemetry", |text| tracing::info_span!("outer", otel.name = text).in_scope(event)),
    ("record", |text| {
        let span = tracing::info_span!("outer", detail = 1, note = tracing::field::Empty);
        span.record("note", text);
        span.in_scope(event);
    }),
    ("debug in a record", |text| {
        let span = tracing::info_span!("outer", note = tracing::field::Empty);
        span.record("note", tracing::field::debug(text));
        span.in_scope(event);
    }),
    ("second record", |text| {
        let span = tracing::info_span!("outer", note = "first");
        span.record("note", text);
        span.in_scope(event);
    }),
    ("record within the span", |text| {
        tracing::info_span!("outer", note = tracing::field::Empty).in_scope(|| {
            event();
            tracing::Span::current().record("note", text);
            event();
        });
    }),
    ("argument of a function", |text| instrumented(text)),
    ("event behind a late record of another span", |text| {
        let cause = tracing::info_span!("cause", note = text);
        let span = tracing::info_span!("outer");
        span.follows_from(&cause);
        cause.in_scope(|| span.in_scope(event));
    }),
];

fn event() {
    tracing::info!("event");
}

fn inner(text: &str) -> Box<Failure> {
    Box::new(Failure(text.to_owned(), None))
}

#[instrument]
fn instrumented(argument: &str) {
    event();
}

#[rustfmt::skip]
fn many(text: &str) {
    tracing::info!(
        f0 = 0, f1 = 1, f2 = 2, f3 = 3, f4 = 4, f5 = 5, f6 = 6, f7 = 7, f8 = 8, f9 = 9, f10 = 10, f11 = 11, f12 = 12,
        f13 = 13, f14 = 14, f15 = 15, f16 = 16, f17 = 17, f18 = 18, f19 = 19, f20 = 20, f21 = 21, f22 = 22, f23 = 23,
        f24 = 24, f25 = 25, f26 = 26, f27 = 27, f28 = 28, f29 = 29, f30 = 30, f31 = 31, f32 = 32, f33 = 33,
        last = text, "event"
    );
}

#[derive(Debug)]
#[expect(dead_code, reason = "shown by Debug")]
struct Account<'a> {
    owner: &'a str,
    balance: u32,
}

#[derive(Debug)]
struct Failure(String, Option<Box<Failure>>);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_deref().map(|source| source as _)
    }
}

/// What came out of both sinks.
fn output(compose: Compose, policy: &Policy, program: impl FnOnce()) -> String {
    let (written, exported) = (Capture::default(), Exported::default());
    run(
        || compose(policy, written.json(), exported.layer()),
        || {
            // OpenTelemetry knows of no events outside of spans.
            tracing::info_span!("around").in_scope(program);
        },
    );
    let (written, exported) = (written.text(), exported.text());
    assert!(written.contains("INFO"), "nothing was written: {written}");
    assert!(exported.contains("around"), "nothing was exported");
    [written, exported].join("\n")
}

fn is_in(output: &str, secret: &str) -> bool {
    let escaped = secret.escape_debug().to_string();
    let twice = escaped.escape_debug().to_string();
    let numbers: Vec<_> = secret.bytes().map(|byte| byte.to_string()).collect();
    let hex: Vec<_> = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let without_blanks = output.replace(' ', "");
    [secret, &escaped, &twice].iter().any(|form| output.contains(*form))
        || [numbers.join(","), hex.concat()].iter().any(|form| without_blanks.contains(form))
}

#[test]
fn a_secret_is_seen_where_there_is_no_guard() {
    let secret = support::jwt(1);
    for (place, put) in PLACES {
        let output = output(|_, one, other| vec![one, other], &Policy::production(), || put(&secret));
        assert!(is_in(&output, &secret), "{place}: the test would not see a leak");
    }
}

#[test]
fn every_place_in_every_composition() {
    let secret = support::jwt(2);
    let text = format!("beside {secret} besides");
    for policy in policies() {
        for (composition, compose) in COMPOSITIONS {
            for (place, put) in PLACES {
                let output = output(*compose, &policy, || put(&text));
                let context = format!("{:?}: {composition}: {place}", policy.mode());
                assert!(!is_in(&output, &secret), "{context}: {output}");
                assert!(output.contains("[REDACTED:jwt]") || place.contains("bytes"), "{context}: {output}");
                assert!(output.contains("beside") || place.contains("bytes"), "{context}: {output}");
            }
        }
    }
}

#[test]
fn every_kind_in_every_place() {
    let (_, compose) = COMPOSITIONS[1];
    for policy in policies() {
        for (kind, secret) in support::every_kind(3) {
            for (place, put) in PLACES {
                let output = output(compose, &policy, || put(&format!("beside {secret} besides")));
                assert!(!is_in(&output, &secret), "{:?}: {kind}: {place}: {output}", policy.mode());
            }
        }
    }
}

/// What no pattern could find, but its name tells.
#[test]
fn values_under_sensitive_names() {
    let secret = support::random(support::LOWER, 12, 4);
    for policy in policies() {
        for (composition, compose) in COMPOSITIONS {
            let output = output(*compose, &policy, || {
                tracing::info!(password = secret.as_str(), "event");
                tracing::info!(user_token = %secret, api_key = ?secret, client.secret = Some(secret.as_str()), "event");
                tracing::info!(password = secret.as_bytes(), error = 1, "event");
                let error = Failure(secret.clone(), None);
                tracing::info!(access_token = &error as &dyn Error, "event");
                let span = tracing::info_span!("outer", password = %secret, passwd = tracing::field::Empty);
                span.record("passwd", secret.as_str());
                span.in_scope(event);
                // Also in text, where a name stands before it.
                tracing::info!("login with password={secret} failed");
                tracing::info!(note = ?[("password", &secret)], "event");
            });
            assert!(!is_in(&output, &secret), "{:?}: {composition}: {output}", policy.mode());
            assert!(output.contains("[REDACTED]"), "{composition}");
        }
    }
}

#[test]
fn values_under_names_that_are_not_allowed() {
    let secret = support::random(support::LOWER, 12, 5);
    let [strict, permissive] = policies();
    for (composition, compose) in COMPOSITIONS {
        let program = || {
            tracing::info!(order_note = secret.as_str(), order = 4_711_471_147_114_711_u64, "event");
            tracing::info_span!("outer", order_note = ?secret).in_scope(event);
            let span = tracing::info_span!("outer", order_note = tracing::field::Empty);
            span.record("order_note", tracing::field::display(&secret));
            span.in_scope(event);
        };
        let output_strict = output(*compose, &strict, program);
        assert!(
            !is_in(&output_strict, &secret) && !output_strict.contains("4711471147114711"),
            "{composition}: {output_strict}"
        );
        assert!(output_strict.contains("[FILTERED]"), "{composition}");
        let output_permissive = output(*compose, &permissive, program);
        assert!(is_in(&output_permissive, &secret), "{composition}: {output_permissive}");
        assert!(!output_permissive.contains("[FILTERED]"), "{composition}");
    }
}

#[test]
fn redaction_can_be_switched_off_in_development_only() {
    let secret = support::jwt(6);
    let (_, compose) = COMPOSITIONS[1];
    for (mode, is_seen) in [(Mode::Development, true), (Mode::Production, false)] {
        let policy = Policy::builder(mode).redaction(false).build().unwrap();
        for (place, put) in [PLACES[0], PLACES[3], PLACES[21], PLACES[28]] {
            let output = output(compose, &policy, || put(&secret));
            assert_eq!(is_in(&output, &secret), is_seen, "{mode:?}: {place}");
        }
    }
}
