//! At the end events and spans travel at the same time, so that each may need most of it.
#![cfg(all(feature = "otel", feature = "sentry"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod receivers;
mod support;

use std::time::Duration;

use receivers::Receivers;
use support::in_production;

#[test]
fn slow_receivers_get_the_last_of_both() {
    // Ten seconds for all, five of them for these: enough for one such answer, and not for one after the other.
    let receivers = Receivers::answering_after(Duration::from_secs(3));
    let variables = [
        ("SENTRY_DSN", &*receivers.dsn()),
        ("ENABLE_OPENTELEMETRY", "true"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*receivers.collector()),
        ("OTEL_METRICS_EXPORTER", "none"),
        ("OTEL_LOGS_EXPORTER", "none"),
    ];
    let run = in_production(&["init", "request=/panic", "shutdown"], &variables);
    assert_eq!((receivers.events(), receivers.traces()), (1, 1), "{run:#?}");
    assert!(run.named("telemetry_export_failed").is_empty(), "{run:#?}");
}
