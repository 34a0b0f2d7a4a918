//! Whatever happens to the broker, no confirmed message is lost, and the log says what happened.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

#[path = "rabbit/proxy.rs"]
mod proxy;
mod rabbit;
mod support;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proxy::Proxy;
use rabbit::Node;
use support::{global_log, of};
use tracewell_messaging::{Broker as _, Failure, Message, Queue, RabbitMq};

type Ids = Arc<Mutex<HashSet<String>>>;

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(90);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_confirmed_message_is_lost() {
    let log = global_log();
    let mut node = Node::start();
    let proxy = Proxy::start(node.address()).await;
    let (confirmed, handled): (Ids, Ids) = Default::default();
    let noted = Arc::clone(&handled);
    let quick = Duration::from_millis(50);
    let queue = Queue::shared("orders").bind("#").silence(Duration::from_secs(1));
    let broker = RabbitMq::builder(&rabbit::url(proxy.port())).unwrap();
    let broker = broker.exchange("shop").backoff(quick, quick * 10).timeout(Duration::from_secs(2)).queue(queue);
    let broker = Arc::new(broker.start(move |message: Message| {
        noted.lock().unwrap().insert(message.id().to_owned());
        std::future::ready(Ok::<(), Failure>(()))
    }));
    let stop = Arc::new(AtomicBool::new(false));
    let publishing = {
        let (broker, confirmed, stop) = (Arc::clone(&broker), Arc::clone(&confirmed), Arc::clone(&stop));
        tokio::spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let message = Message::new("order.placed", "x");
                let id = message.id().to_owned();
                // What failed is published again under the same id, as a service would.
                if broker.publish(message.clone()).await.is_ok() || broker.publish(message).await.is_ok() {
                    confirmed.lock().unwrap().insert(id);
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        })
    };
    let goes_on = async |what: &str| {
        let before = confirmed.lock().unwrap().len();
        until(what, || confirmed.lock().unwrap().len() > before + 20).await;
    };
    let connections = || of(&log, "broker_connected").len();
    goes_on("publishing").await;

    node.close_all_connections();
    until("a connection after the broker closed it", || connections() == 2).await;
    goes_on("publishing after the broker closed the connection").await;

    proxy.cut();
    until("a connection after a cut", || connections() >= 3).await;
    goes_on("publishing after a cut").await;

    proxy.delay(Duration::from_millis(100));
    goes_on("publishing over a slow wire").await;
    proxy.delay(Duration::ZERO);

    let before = connections();
    node.pause();
    until("a broker that does not answer being noticed", || !broker.stats().is_connected()).await;
    node.resume();
    until("a connection after a pause", || connections() > before).await;
    goes_on("publishing after a pause").await;

    let before = connections();
    node.kill();
    until("the broker's death being noticed", || !broker.stats().is_connected()).await;
    assert!(broker.stats().failures() > 0 && broker.stats().last_error().is_some());
    node.start_again();
    until("a connection after the broker's death", || connections() > before).await;
    goes_on("publishing after the broker's death").await;

    stop.store(true, Ordering::Relaxed);
    publishing.await.unwrap();
    let confirmed = confirmed.lock().unwrap().clone();
    until("every confirmed message", || confirmed.is_subset(&handled.lock().unwrap())).await;
    broker.stop().await;

    let disconnected = of(&log, "broker_disconnected");
    let types: HashSet<_> = disconnected.iter().map(|line| line["error_type"].as_str().unwrap()).collect();
    assert!(types.contains("timeout"), "the paused broker: {types:?}");
    assert!(types.contains("unreachable"), "the dead one: {types:?}");
    let retries = of(&log, "broker_retry_scheduled");
    assert_eq!(disconnected.len(), retries.len(), "each is followed by the next attempt");
    assert!(retries.iter().all(|line| line["delay_ms"].as_u64().unwrap() <= 500));
    assert_eq!(of(&log, "broker_connecting").len(), disconnected.len() + 1);
    assert_eq!((of(&log, "broker_started").len(), of(&log, "broker_stopped").len()), (1, 1));
    // One line for each message and delivery, and none that is not explained.
    let processed = of(&log, "message_processed").len();
    assert!(processed >= handled.lock().unwrap().len());
    assert!(of(&log, "unhandled_exception").is_empty());
}
