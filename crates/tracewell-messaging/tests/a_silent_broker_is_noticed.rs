//! A consumer that hears nothing: no delivery comes, and messages wait. Nothing is broken that anybody could see.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

#[path = "rabbit/proxy.rs"]
mod proxy;
mod rabbit;
mod support;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proxy::Proxy;
use rabbit::Node;
use support::{global_log, of};
use tracewell_messaging::{Broker as _, Failure, Message, Queue, RabbitMq};

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(90);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_that_hears_nothing_begins_again() {
    let log = global_log();
    let node = Node::start();
    let proxy = Proxy::start(node.address()).await;
    let handled: Arc<Mutex<HashSet<String>>> = Arc::default();
    let noted = Arc::clone(&handled);
    let silence = Duration::from_secs(2);
    let quick = Duration::from_millis(50);
    // One at a time: what the broker holds back for this consumer shows in its queue.
    let queue = Queue::shared("orders").bind("#").prefetch(1).silence(silence);
    let settings = RabbitMq::builder(&rabbit::url(proxy.port())).unwrap().exchange("shop").backoff(quick, quick);
    let broker = settings.timeout(Duration::from_secs(20)).queue(queue).start(move |message: Message| {
        noted.lock().unwrap().insert(message.id().to_owned());
        std::future::ready(Ok::<(), Failure>(()))
    });
    broker.publish(Message::new("order.placed", "heard")).await.unwrap();
    until("the first message", || handled.lock().unwrap().len() == 1).await;

    // A queue with nothing in it may be silent for as long as it likes.
    tokio::time::sleep(silence * 3).await;
    assert!(of(&log, "broker_disconnected").is_empty(), "{}", log.text());

    proxy.swallow_deliveries(true);
    for body in ["lost on the way", "waits", "waits too"] {
        broker.publish(Message::new("order.placed", body)).await.unwrap();
    }
    until("the silence being noticed", || !of(&log, "broker_disconnected").is_empty()).await;
    proxy.swallow_deliveries(false);
    until("every message", || handled.lock().unwrap().len() == 4).await;
    broker.stop().await;

    let told = of(&log, "broker_disconnected");
    assert!(told.iter().all(|line| line["error_type"] == "consumer_silent"), "{told:?}");
    let text = told[0]["last_error"].as_str().unwrap();
    assert!(text.starts_with("no delivery, and ") && text.ends_with(" messages wait"), "{text}");
    assert_eq!((&told[0]["level"], &told[0]["queue"]), (&"WARN".into(), &"orders".into()));
    assert_eq!(of(&log, "broker_retry_scheduled").len(), told.len());
    assert_eq!(of(&log, "broker_connected").len(), told.len() + 1);
}
