//! A message whose consumer lost its connection has not been tried: however often that happens, it is not given up.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rabbit::Node;
use support::{global_log, of};
use tokio::sync::Notify;
use tracewell_messaging::{Broker as _, Failure, Message, Queue, RabbitMq};

/// More often than the message may be tried.
const BREAKS: usize = 4;

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_comes_until_it_is_handled() {
    let log = global_log();
    let node = Node::start();
    let quick = Duration::from_millis(50);
    let (calls, go_on) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let (counted, waits) = (Arc::clone(&calls), Arc::clone(&go_on));
    let queue = Queue::shared("orders").bind("#").delivery_limit(2).concurrency(16).remember(0);
    let broker = RabbitMq::builder(&node.url()).unwrap().exchange("shop").backoff(quick, quick);
    let broker = broker.timeout(Duration::from_secs(20)).queue(queue).start(move |_: Message| {
        let (call, waits) = (counted.fetch_add(1, Ordering::SeqCst), Arc::clone(&waits));
        async move {
            if call < BREAKS {
                waits.notified().await;
            }
            Ok::<(), Failure>(())
        }
    });
    broker.publish(Message::new("order.placed", "x")).await.unwrap();
    for breaks in 0..BREAKS {
        until("it comes", || calls.load(Ordering::SeqCst) == breaks + 1).await;
        node.close_all_connections();
        until("a new connection", || broker.stats().reconnects() == breaks as u64 + 1).await;
    }
    until("it is handled", || of(&log, "message_processed").len() == 1).await;
    assert_eq!(broker.stats().dead(), 0);
    assert!(of(&log, "message_failed").is_empty(), "{:?}", of(&log, "message_failed"));
    let line = &of(&log, "message_processed")[0];
    assert_eq!((&line["attempt"], &line["redelivered"]), (&1.into(), &true.into()));
    go_on.notify_waiters();
    broker.stop().await;
}
