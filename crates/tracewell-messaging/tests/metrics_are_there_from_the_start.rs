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
    for metric in [
        "sse_subscribers_active",
        "messages_queued",
        "messages_held_bytes",
        "messages_consumed_total",
        "messages_forwarded_total",
    ] {
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

/// An event to three subscribers is one that came in and three deliveries.
#[test]
fn what_comes_in_is_messages_and_what_goes_out_is_deliveries() {
    let hub = Hub::builder().queue(1, 1 << 20).stats_every(None).build();
    let mut all: Vec<_> = (0..3).map(|_| hub.subscribe(team("acme")).unwrap()).collect();
    for _ in 0..2 {
        hub.publish(&team("acme"), &Event::new("k", "x")).unwrap();
    }
    assert_eq!(hub.stats().queued(), 3);
    all.iter_mut().for_each(|subscription| drop(waiting(subscription)));
    let stats = hub.stats();
    assert_eq!((stats.consumed(), stats.forwarded(), stats.dropped_total()), (2, 3, 3));
}

/// What waits for a broker that is away shows before it is lost.
#[cfg(feature = "amqp")]
#[test]
fn what_waits_for_the_broker_is_in_a_gauge() {
    use std::net::TcpListener;

    use tracewell_messaging::{Broker as _, Failure};
    use tracewell_messaging::{DropReason, InProcess, Link, Message, RabbitMq};

    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let waiting = || {
        let text = handle.render();
        let line = text.lines().find_map(|line| line.strip_prefix("broker_messages_waiting ")).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{text}")).parse::<i64>().unwrap()
    };
    // Nobody accepts, so nobody answers.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("amqp://{}", nobody.local_addr().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let hub = Hub::builder().stats_every(None).build();
            let link = Link::rabbitmq(&hub, RabbitMq::builder(&url).unwrap());
            assert_eq!(waiting(), 0);
            for _ in 0..5 {
                hub.publish(&team("acme"), &Event::new("k", "x")).unwrap();
            }
            tokio::task::yield_now().await;
            assert_eq!((waiting(), link.stats().waiting()), (5, 5));
            link.stop().await;
            assert_eq!((waiting(), hub.stats().dropped(DropReason::SubscriberGone)), (0, 5));

            let broker = InProcess::builder("q").start(|_: Message| std::future::ready(Ok::<(), Failure>(())));
            for _ in 0..3 {
                broker.publish(Message::new("k", "x")).await.unwrap();
            }
            assert_eq!((waiting(), broker.stats().waiting()), (3, 3));
            broker.stop().await;
            assert_eq!(waiting(), 0);
        });
    });
}
