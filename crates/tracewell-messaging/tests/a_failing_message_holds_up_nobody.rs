//! Messages that fail wait beside those that do not, are known by more than their id, and say when they are given up.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rabbit::Node;
use serde_json::Value;
use support::{global_log, of};
use tracewell_log::Capture;
use tracewell_messaging::{Broker, Failure, Message, Queue, RabbitMq};

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn ends(log: &Capture, key: &str) -> Vec<Value> {
    let all = of(log, "message_processed").into_iter().chain(of(log, "message_failed"));
    all.filter(|line| line["routing_key"] == key).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_pass_by_and_each_delivery_is_told_once() {
    let log = global_log();
    let node = Node::start();
    let handled: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&handled);
    let handler = move |message: Message| {
        let failed = message.routing_key() == "poison";
        noted.lock().unwrap().push(String::from_utf8_lossy(message.body()).into_owned());
        std::future::ready(if failed { Err(std::io::Error::other("no").into()) } else { Ok::<(), Failure>(()) })
    };
    let settings = || RabbitMq::builder(&node.url()).unwrap().exchange("shop").timeout(Duration::from_secs(20));
    // Each failure means a pause of ten seconds and more: with them in the handlers' places, nothing else would come.
    let queue = Queue::shared("orders").bind("#").concurrency(2).prefetch(8).retry_delay(Duration::from_secs(20));
    let broker = settings().queue(queue).start(handler.clone());
    until("a connection", || broker.stats().is_connected()).await;
    for number in 0..4 {
        broker.publish(Message::new("poison", format!("poison {number}"))).await.unwrap();
    }
    until("four failures", || ends(&log, "poison").len() == 4).await;
    let began = Instant::now();
    broker.publish(Message::new("honest", "honest")).await.unwrap();
    until("an honest message", || handled.lock().unwrap().iter().any(|body| body == "honest")).await;
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());

    // Beyond what may wait, they go back at once, and the honest still come.
    for number in 4..12 {
        broker.publish(Message::new("poison", format!("poison {number}"))).await.unwrap();
    }
    broker.publish(Message::new("honest", "another")).await.unwrap();
    until("another", || handled.lock().unwrap().iter().any(|body| body == "another")).await;
    assert!(began.elapsed() < Duration::from_secs(16), "{:?}", began.elapsed());

    // The same id is not the same message; the same message is.
    for (before, body) in ["ten for one", "twenty for another", "ten for one"].into_iter().enumerate() {
        broker.publish(Message::new("pay", body).with_id("1")).await.unwrap();
        until(body, || ends(&log, "pay").len() > before).await;
    }
    let paid: Vec<_> = handled.lock().unwrap().iter().filter(|body| body.contains(" for ")).cloned().collect();
    assert_eq!(paid.len(), 2, "{paid:?}");
    let duplicates = ends(&log, "pay").into_iter().filter(|line| line["duplicate"] == true);
    assert_eq!((duplicates.count(), broker.stats().duplicates()), (1, 1));
    broker.stop().await;

    // The last failure of a message says so, and a queue that the broker named is called by that name.
    let queue = Queue::private().bind("poison").retry_delay(Duration::from_millis(10));
    let broker = settings().exchange("other").queue(queue).start(handler);
    until("a connection", || broker.stats().is_connected()).await;
    let before = ends(&log, "poison").len();
    broker.publish(Message::new("poison", "given up")).await.unwrap();
    until("it is given up", || broker.stats().dead() == 1).await;
    let lines = ends(&log, "poison").split_off(before);
    let given_up: Vec<_> = lines.iter().map(|line| line["given_up"] == true).collect();
    assert_eq!(given_up, [false, true], "{lines:?}");
    let named = of(&log, "broker_connected").pop().unwrap()["queue"].clone();
    assert!(named.as_str().unwrap().starts_with("amq.gen"), "{named}");
    assert!(lines.iter().all(|line| line["queue"] == named), "{lines:?}");
    broker.stop().await;
}
