//! What is wrong is refused, counted, and disturbs nobody.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{team, waiting};
use tracewell_messaging::{DropReason, Event, Hub, PublishError};

#[test]
fn oversized_and_invalid_events_are_refused() {
    let hub = Hub::builder().max_event_bytes(1000).build();
    let mut subscription = hub.subscribe(team("acme")).unwrap();
    for (event, error) in [
        (Event::new("k", "x".repeat(1001)), PublishError::Oversized),
        // Each line costs a field's name.
        (Event::new("k", "\n".repeat(500)), PublishError::Oversized),
        (Event::new("", "x"), PublishError::Invalid),
        (Event::new("a b", "x"), PublishError::Invalid),
        (Event::new("a\nid: 7", "x"), PublishError::Invalid),
        (Event::new("ä", "x"), PublishError::Invalid),
        (Event::new("k".repeat(65), "x"), PublishError::Invalid),
    ] {
        assert_eq!(hub.publish(&team("acme"), &event), Err(error), "{event:?}");
    }
    let stats = hub.stats();
    assert_eq!((stats.dropped(DropReason::Oversized), stats.dropped(DropReason::Invalid)), (2, 5));
    assert!(waiting(&mut subscription).is_empty());
}

#[test]
fn ten_thousand_may_come_and_go() {
    let hub = Hub::builder().queue(4, 4096).max_event_bytes(1024).stats_every(None).build();
    let mut stays = hub.subscribe(team("acme")).unwrap();
    for round in 0..10_000_u32 {
        let subscription = hub.subscribe(team("acme")).unwrap();
        if round % 100 == 0 {
            hub.publish(&team("acme"), &Event::new("k", "x")).unwrap();
        }
        drop(subscription);
    }
    assert_eq!(hub.subscribers_active(), 1);
    assert_eq!(waiting(&mut stays), ["missed 96", "x", "x", "x", "x"]);
    let stats = hub.stats();
    assert_eq!((stats.dropped(DropReason::SubscriberGone), stats.queued()), (100, 0));
}

#[test]
fn one_that_never_reads_costs_its_queue_and_no_more() {
    let hub = Hub::builder().queue(16, 64 * 1024).stats_every(None).build();
    let never = hub.subscribe(team("acme")).unwrap();
    for _ in 0..100_000 {
        hub.publish(&team("acme"), &Event::new("k", "x".repeat(100))).unwrap();
    }
    let stats = hub.stats();
    assert_eq!((stats.queued(), stats.dropped(DropReason::QueueFull)), (16, 99_984));
    drop(never);
}

#[test]
fn debug_output_has_no_payload() {
    let event = Event::new("k", "a tenant's own");
    assert!(!format!("{event:?} {:?}", Hub::default()).contains("tenant"));
}
