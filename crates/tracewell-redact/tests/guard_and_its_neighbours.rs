//! What a guard cannot hold back by itself, because it goes past it; and what to do about it.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]
#![cfg(feature = "fmt")]

mod guard;
mod support;

use guard::{Capture, Exported, Sink, run};
use tracewell_redact::{GuardedFields, Policy, Redact};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::format::{DefaultFields, JsonFields};

/// What a guarded and an unguarded `fmt` layer write, in either order.
fn written(
    guarded: fn(Capture) -> Sink,
    unguarded: fn(Capture) -> Sink,
    is_guarded_first: bool,
    secret: &str,
) -> [String; 2] {
    let (inside, outside) = (Capture::default(), Capture::default());
    run(
        || {
            let guarded = Redact::new(Policy::production(), guarded(inside.clone())).boxed();
            let unguarded = unguarded(outside.clone());
            if is_guarded_first { vec![guarded, unguarded] } else { vec![unguarded, guarded] }
        },
        || {
            let span = tracing::info_span!(
                "span",
                location = secret,
                code = 7,
                password = tracing::field::Empty,
                errors = tracing::field::Empty
            );
            span.record("password", secret);
            span.record("errors", format!("beside {secret}"));
            span.in_scope(|| tracing::info!("event"));
        },
    );
    [inside.text(), outside.text()]
}

fn json(capture: Capture) -> Sink {
    capture.json()
}

fn guarded_json(capture: Capture) -> Sink {
    let fields = GuardedFields::new(JsonFields::new());
    tracing_subscriber::fmt::layer().json().fmt_fields(fields).with_writer(capture).boxed()
}

fn plain(capture: Capture) -> Sink {
    capture.plain()
}

fn guarded_plain(capture: Capture) -> Sink {
    let fields = GuardedFields::new(DefaultFields::new());
    tracing_subscriber::fmt::layer().with_ansi(false).fmt_fields(fields).with_writer(capture).boxed()
}

/// The leak, so that it is known when it is gone.
#[test]
fn fmt_layers_share_the_fields_of_spans() {
    let secret = support::jwt(1);
    for (first, second) in [(json as fn(Capture) -> Sink, json as fn(Capture) -> Sink), (plain, plain)] {
        for is_guarded_first in [true, false] {
            let [guarded, _] = written(first, second, is_guarded_first, &secret);
            assert!(guarded.contains(&secret), "{guarded}");
        }
    }
}

#[test]
fn guarded_fields_are_not_shared() {
    let secret = support::jwt(2);
    for (first, second) in [(guarded_json as fn(Capture) -> Sink, json as fn(Capture) -> Sink), (guarded_plain, plain)]
    {
        for is_guarded_first in [true, false] {
            let [guarded, unguarded] = written(first, second, is_guarded_first, &secret);
            assert!(!guarded.contains(&secret), "{guarded}");
            assert!(guarded.contains("[REDACTED]") && guarded.contains("beside [REDACTED:jwt]"), "{guarded}");
            assert!(unguarded.contains(&secret) && !unguarded.contains("REDACTED"), "{unguarded}");
        }
    }
}

#[test]
fn guarded_fields_look_like_those_within() {
    let [written_json, _] = written(guarded_json, json, true, "text");
    let line: serde_json::Value = serde_json::from_str(written_json.trim()).unwrap();
    assert_eq!(line["span"]["errors"], "beside text");
    assert_eq!(line["span"]["code"], 7);
    let [written_plain, _] = written(guarded_plain, plain, true, "text");
    let fields = r#"span{location="text" code=7 password="[REDACTED]" errors="beside text"}: "#;
    assert!(written_plain.contains(fields), "{written_plain}");
}

/// With all of them inside, shared fields are clean fields.
#[test]
fn fmt_layers_inside_of_one_guard_may_share() {
    let secret = support::jwt(3);
    let captures = [Capture::default(), Capture::default()];
    run(
        || Redact::all(Policy::production(), captures.iter().map(Capture::json).collect()),
        || {
            let span = tracing::info_span!("span", errors = secret, password = tracing::field::Empty);
            span.record("password", &secret);
            span.in_scope(|| tracing::info!("event"));
        },
    );
    for capture in captures {
        assert!(!capture.text().contains(&secret) && capture.text().contains("[REDACTED]"));
    }
}

/// The other leak: no layer is asked about what is set past the layers. It takes a hook at the exporter.
#[test]
fn attributes_that_are_set_on_a_span_itself_go_past_every_layer() {
    let (secret, exported) = (support::jwt(4), Exported::default());
    run(
        || Redact::all(Policy::production(), vec![exported.layer()]),
        || {
            let span = tracing::info_span!("span", password = secret, errors = %secret);
            span.set_attribute("note", secret.clone());
        },
    );
    let span = exported.span("span");
    let of =
        |key: &str| span.attributes.iter().find(|attribute| attribute.key.as_str() == key).unwrap().value.to_string();
    assert_eq!((of("password").as_str(), of("errors").as_str()), ("[REDACTED]", "[REDACTED:jwt]"));
    assert_eq!(of("note"), secret);
}
