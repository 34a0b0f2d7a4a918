//! The lines of the client library hold payloads and the login: none of them reaches a log, whatever its filter is.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use rabbit::Node;
use support::of;
use tracewell_log::{Capture, LogLayer};
use tracewell_messaging::{Broker as _, Failure, Message, PublishFailure, Queue, RabbitMq};
use tracewell_redact::Policy;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_at_trace_nor_when_things_fail() {
    let log = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::development()).json(Arc::clone(&log));
    let subscriber = tracing_subscriber::registry().with(layer).with(LevelFilter::TRACE);
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let node = Node::start();
    let quick = Duration::from_millis(50);
    let settings = RabbitMq::builder(&node.url()).unwrap().exchange("shop").backoff(quick, quick * 4);
    let queue = Queue::shared("orders").bind("order.*").silence(quick * 10);
    let broker = settings.queue(queue).start(|message: Message| {
        tracing::info!(body = message.body().len(), "handled");
        std::future::ready(Ok::<(), Failure>(()))
    });
    until("a connection", || broker.stats().is_connected()).await;
    broker.publish(Message::new("order.placed", "a message of a tenant")).await.unwrap();
    let lost = broker.publish(Message::new("nobody.s", "a message of a tenant")).await;
    assert_eq!(lost, Err(PublishFailure::Unroutable));
    until("a delivery", || broker.stats().consumed() == 1).await;
    tokio::time::sleep(quick * 20).await;
    node.close_all_connections();
    until("another connection", || broker.stats().reconnects() > 0).await;
    broker.stop().await;

    let text = log.text();
    // Lists of bytes: the payload's beginning, and the login's.
    for bytes in ["97, 32, 109, 101", "0, 103, 117, 101, 115, 116"] {
        assert!(!text.contains(bytes), "{}", text.lines().find(|line| line.contains(bytes)).unwrap());
    }
    let foreign = text.lines().filter(|line| line.contains("\"target\":\"lapin") || line.contains("\"target\":\"amq_"));
    assert_eq!(foreign.count(), 0, "{text}");
    // What runs beside it is told as ever.
    for (event, least) in
        [("broker_connected", 2), ("broker_disconnected", 1), ("handled", 1), ("message_processed", 1)]
    {
        assert!(of(&log, event).len() >= least, "{event}: {text}");
    }
}
