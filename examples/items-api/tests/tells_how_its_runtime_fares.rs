//! With the feature `runtime`: gauges of tokio's runtime among the metrics, from the first scrape on.
#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::Service;

#[test]
fn a_scrape_tells_of_the_runtime_as_it_is_now() {
    let service = Service::start_with(&[("TOKIO_WORKER_THREADS", "3")]);
    let answer = service.call("GET", "/metrics", None);
    assert_eq!(answer.status(), 200);
    let text = answer.text();
    let gauge = |name: &str| -> f64 {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} is missing in\n{text}")).parse().unwrap()
    };
    assert_eq!(gauge("tokio_workers"), 3.0);
    assert!(gauge("tokio_alive_tasks") >= 1.0, "whoever answers this is one");
    assert!(gauge("tokio_global_queue_depth") >= 0.0);
    assert!((0.0..=1.0).contains(&gauge("tokio_busy_ratio")));
    assert!(text.contains("# TYPE tokio_workers gauge"), "{text}");
    assert_eq!(service.end().code(), Some(0));
}
