//! Losses that a line was spared for are told when no further one follows, and when the hub is closed.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{global_log, of, team};
use tracewell_log::Capture;
use tracewell_messaging::{Event, Hub};

const KINDS: [&str; 2] = ["sse_subscriber_queue_full", "messages_dropped_backpressure"];

/// How many losses a kind of line stands for.
fn told(log: &Capture, kind: &str) -> u64 {
    of(log, kind).iter().map(|line| 1 + line["suppressed"].as_u64().unwrap()).sum()
}

#[test]
fn after_the_pause_and_at_the_end() {
    let log = global_log();
    let hub = Hub::builder().queue(1, 1 << 20).warn_every(Duration::from_millis(300)).stats_every(None).build();
    let _slow = hub.subscribe(team("acme")).unwrap();
    let lose = |count: usize| {
        for _ in 0..count {
            hub.publish(&team("acme"), &Event::new("item.changed", "x")).unwrap();
        }
    };
    lose(1);
    lose(5);
    let deadline = Instant::now() + Duration::from_secs(20);
    while KINDS.iter().any(|kind| told(&log, kind) < 5) && Instant::now() < deadline {
        sleep(Duration::from_millis(20));
    }
    for kind in KINDS {
        assert_eq!(told(&log, kind), 5, "{kind}: {}", log.text());
    }
    let last: Vec<Value> = KINDS.iter().map(|kind| of(&log, kind).pop().unwrap()).collect();
    assert_eq!((&last[0]["team_id"], &last[0]["routing_key"]), (&"acme".into(), &"item.changed".into()));
    assert_eq!((&last[0]["drop_reason"], &last[0]["max_size"]), (&"queue_full".into(), &1.into()));
    assert_eq!((&last[1]["routing_key"], &last[1]["dropped"]), (&"item.changed".into(), &1.into()));

    lose(3);
    hub.close();
    for kind in KINDS {
        assert_eq!(told(&log, kind), 8, "{kind}: {}", log.text());
    }
}
