//! What the policy says of names holds for events, spans and static fields; `message` is never taken away whole.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use std::error::Error;
use std::fmt;

use lines::{line_of, lines_of};
use serde_json::json;
use tracewell_log::LogLayer;
use tracewell_redact::{Mode, Policy};
use tracing::field::Empty;

#[derive(Debug)]
struct Unasked;

impl fmt::Display for Unasked {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("a value that is not shown is not asked for its text")
    }
}

impl Error for Unasked {}

#[test]
fn strict_filtering_shows_what_is_allowed_only() {
    let policy = Policy::builder(Mode::Production).allow(["order_id"]).build().unwrap();
    let line = line_of(LogLayer::new(policy), || {
        let span = tracing::info_span!("work", tenant_name = "x", order_id = 7, late = Empty);
        span.record("late", 1.5);
        let error = &Unasked as &(dyn Error + 'static);
        span.in_scope(|| {
            tracing::info!(
                colour = "red", number = 1, float = 0.5, yes = true, bytes = &b"x"[..], display = %Unasked, error, debug = ?"x",
                duration_ms = 1.5, huge = u128::MAX, "hello {}", "world"
            );
        });
    });
    for name in
        ["colour", "number", "float", "yes", "bytes", "display", "error", "debug", "huge", "tenant_name", "late"]
    {
        assert_eq!(line[name], "[FILTERED]", "{name}");
    }
    assert_eq!(
        (&line["order_id"], &line["duration_ms"], &line["message"]),
        (&json!(7), &json!(1.5), &json!("hello world"))
    );
}

#[test]
fn sensitive_names_are_redacted_in_every_mode() {
    for policy in [Policy::production(), Policy::development()] {
        let layer = LogLayer::new(policy).static_fields([("password", "x"), ("region", "eu-1")]);
        let lines = lines_of(layer, || {
            tracing::info_span!("work", api_key = 5).in_scope(|| {
                tracing::info!(authorization = "x", user.password = ?Some("x"), sessionToken = %Unasked, "hello");
            });
        });
        for name in ["authorization", "user.password", "sessionToken", "api_key", "password"] {
            assert_eq!(lines[0][name], "[REDACTED]", "{name}");
        }
        assert_eq!(lines[0]["region"], "eu-1", "who sets a static field need not allow it again");
    }
}

#[test]
fn renamed_fields_are_judged_by_their_own_name() {
    let line = line_of(LogLayer::new(Policy::production()), || {
        tracing::info!(level = "l", r#type = "t", "hello");
    });
    assert_eq!(line["fields.level"], "l");
    assert_eq!(line["type"], "[FILTERED]");
}
