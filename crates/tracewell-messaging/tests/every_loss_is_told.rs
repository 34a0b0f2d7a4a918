//! Whatever is lost is told: why, whose it was, and how often more than is written.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::thread::sleep;
use std::time::Duration;

use support::{Log, job, team, waiting};
use tracewell_messaging::{Event, Hub};

#[test]
fn what_grew_too_old() {
    let log = Log::start();
    let hub = Hub::builder().max_age(Duration::from_millis(20)).stats_every(None).build();
    let mut late = hub.subscribe(job("acme", "j-1")).unwrap();
    for _ in 0..2 {
        for number in 0..3 {
            hub.publish(&job("acme", "j-1"), &Event::new("item.changed", number.to_string())).unwrap();
        }
        sleep(Duration::from_millis(60));
        assert_eq!(waiting(&mut late), ["missed 3"]);
    }
    let line = &log.of("sse_subscriber_queue_full")[0];
    assert_eq!((&line["drop_reason"], &line["routing_key"]), (&"stale".into(), &"item.changed".into()));
    assert_eq!((&line["team_id"], &line["job_id"], &line["suppressed"]), (&"acme".into(), &"j-1".into(), &0.into()));
    hub.close();
    let lines = log.of("sse_subscriber_queue_full");
    assert_eq!((lines.len(), &lines[1]["drop_reason"]), (2, &"stale".into()));
}

#[test]
fn what_is_refused() {
    let log = Log::start();
    let hub = Hub::builder().max_event_bytes(100).stats_every(None).build();
    for event in [
        Event::new("item.changed", "x".repeat(200)),
        Event::new("item.changed", "x".repeat(200)),
        Event::new("no kind\n".repeat(50), "x"),
    ] {
        assert!(hub.publish(&team("acme"), &event).is_err());
    }
    hub.close();
    let lines = log.of("messages_dropped_backpressure");
    let reasons: Vec<_> = lines.iter().map(|line| line["drop_reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["oversized", "invalid", "oversized"], "each reason, and what was left to tell of one");
    assert!(lines.iter().all(|line| line["delivered"] == 0 && line["dropped"] == 1), "{lines:?}");
    assert!(lines[1]["routing_key"].as_str().unwrap().len() <= 64 + 20, "{}", lines[1]);
}

#[cfg(feature = "sse")]
#[test]
fn what_a_client_leaves_behind() {
    use tracewell_messaging::EventStream;

    let log = Log::start();
    let hub = Hub::builder().stats_every(None).build();
    for events in [0, 2] {
        let stream = EventStream::open(&hub, team("acme"), &http::HeaderMap::new()).unwrap();
        let body = stream.heartbeat(None).into_body();
        for _ in 0..events {
            hub.publish(&team("acme"), &Event::new("item.changed", "x")).unwrap();
        }
        drop(body);
    }
    let ended = log.of("sse_stream_ended");
    assert!(ended[0].get("dropped").is_none(), "{}", ended[0]);
    assert_eq!((&ended[1]["dropped"], &ended[1]["reason"]), (&2.into(), &"client_gone".into()));
}
