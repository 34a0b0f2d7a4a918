//! A dashboard needs a counter before its first event.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use metrics::with_local_recorder;
use metrics_exporter_prometheus::PrometheusBuilder;
use support::{team, waiting};
use tracewell_messaging::{Event, Hub};

#[test]
fn every_metric_and_reason_is_there_at_0_and_counts() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let hub = with_local_recorder(&recorder, || Hub::builder().queue(1, 1 << 20).build());
    let has = |line: &str| {
        let text = handle.render();
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    };
    for metric in ["sse_subscribers_active", "messages_queued", "messages_consumed_total", "messages_forwarded_total"] {
        has(&format!("{metric} 0"));
    }
    for reason in ["queue_full", "stale", "subscriber_gone", "oversized", "invalid"] {
        has(&format!("messages_dropped_total{{drop_reason=\"{reason}\"}} 0"));
    }
    let mut subscription = hub.subscribe(team("acme")).unwrap();
    for _ in 0..3 {
        hub.publish(&team("acme"), &Event::new("k", "x")).unwrap();
    }
    has("messages_queued 1");
    waiting(&mut subscription);
    for line in [
        "sse_subscribers_active 1",
        "messages_queued 0",
        "messages_consumed_total 3",
        "messages_forwarded_total 1",
        "messages_dropped_total{drop_reason=\"queue_full\"} 2",
    ] {
        has(line);
    }
    drop(subscription);
    has("sse_subscribers_active 0");
    assert!(!handle.render().contains("acme"), "a team is no label");
}
