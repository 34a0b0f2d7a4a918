//! Without a broker the same handler runs with the same lines.
#![cfg(feature = "broker")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use support::Log;
use tracewell_context::{Context, CorrelationId, Principal, TeamId, scope};
use tracewell_messaging::{Broker, Failure, Hub, InProcess, Link, Message, PublishFailure};

fn endings(log: &Log) -> Vec<Value> {
    let ends = |line: &Value| line["message"] == "message_processed" || line["message"] == "message_failed";
    log.lines().into_iter().filter(ends).collect()
}

#[tokio::test]
async fn a_message_carries_its_context() {
    let log = Log::start();
    let broker: Box<dyn Broker> =
        Box::new(InProcess::builder("orders").start(|_: Message| async { Ok::<(), Failure>(()) }));
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.bind(Principal::new(TeamId::new("acme").unwrap())).unwrap();
    scope(context, async { broker.publish(Message::new("order.placed", "x")).await.unwrap() }).await;
    broker.stop().await;
    let lines = endings(&log);
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["correlation_id"], &lines[0]["team_id"]), (&"r-1".into(), &"acme".into()));
    assert_eq!((&lines[0]["queue"], &lines[0]["attempt"]), (&"orders".into(), &1.into()));
    assert_eq!(
        (log.of("broker_started").len(), log.of("broker_connected").len(), log.of("broker_stopped").len()),
        (1, 1, 1)
    );
    assert_eq!(log.of("broker_started")[0]["backend"], "in_process");
    assert_eq!(broker.publish(Message::new("order.placed", "x")).await, Err(PublishFailure::Unreachable));
}

#[tokio::test]
async fn one_that_fails_is_tried_again_and_then_given_up() {
    let log = Log::start();
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    let broker = InProcess::builder("orders").delivery_limit(3).retry_delay(Duration::from_millis(1)).start(
        move |message: Message| {
            let call = counted.fetch_add(1, Ordering::Relaxed);
            async move {
                match message.routing_key() {
                    "mends" if call == 0 => Err(std::io::Error::other("not yet").into()),
                    "panics" => panic!("a handler with a bug"),
                    _ => Ok::<(), Failure>(()),
                }
            }
        },
    );
    broker.publish(Message::new("mends", "x")).await.unwrap();
    broker.publish(Message::new("panics", "x")).await.unwrap();
    while broker.stats().dead() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let told: Vec<_> = endings(&log)
        .iter()
        .map(|line| format!("{} {} {}", line["routing_key"], line["attempt"], line["redelivered"]))
        .collect();
    assert_eq!(
        told,
        [r#""mends" 1 false"#, r#""mends" 2 true"#, r#""panics" 1 false"#, r#""panics" 2 true"#, r#""panics" 3 true"#]
    );
    assert_eq!((calls.load(Ordering::Relaxed), broker.stats().consumed()), (5, 2));
    broker.stop().await;
}

#[tokio::test]
async fn a_queue_is_bounded_and_what_does_not_fit_is_refused() {
    let broker =
        InProcess::builder("orders").capacity(2).start(|_: Message| std::future::pending::<Result<(), Failure>>());
    let mut refused = 0;
    for _ in 0..10 {
        refused += usize::from(broker.publish(Message::new("k", "x")).await == Err(PublishFailure::QueueFull));
        tokio::task::yield_now().await;
    }
    assert_eq!(refused, 7, "one is handled, two wait");
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_is_told_when_the_broker_stops() {
    let log = Log::start();
    let broker = InProcess::builder("orders").start(|_: Message| std::future::pending::<Result<(), Failure>>());
    broker.publish(Message::new("order.placed", "x")).await.unwrap();
    broker.stop().await;
    let lines = endings(&log);
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["message"], &lines[0]["error_type"]), (&"message_failed".into(), &"cancelled".into()));
}

#[tokio::test]
async fn a_hub_that_is_alone_says_so() {
    let log = Log::start();
    let hub = Hub::default();
    let link = Link::in_process(&hub);
    assert!(link.stats().is_connected() && hub.stats().link().unwrap().backend() == "in_process");
    link.stop().await;
    assert_eq!((log.of("broker_started").len(), log.of("broker_stopped").len()), (1, 1));
}
