//! A link whose connection broke while messages were under way ends as quickly as any other.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

#[path = "rabbit/proxy.rs"]
mod proxy;
mod rabbit;

use std::sync::Arc;
use std::time::{Duration, Instant};

use proxy::Proxy;
use rabbit::Node;
use tracewell_messaging::{Broker as _, Failure, Message, Queue, RabbitMq};

/// What breaks in the midst of an acknowledgement is a matter of luck.
const CUTS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledgement_is_waited_for_that_nobody_hears() {
    let node = Node::start();
    let proxy = Proxy::start(node.address()).await;
    let quick = Duration::from_millis(20);
    let queue = Queue::private().bind("#").prefetch(64).concurrency(1);
    let settings = RabbitMq::builder(&rabbit::url(proxy.port())).unwrap().exchange("shop").backoff(quick, quick);
    let broker = settings.queue(queue).start(|_: Message| async { Ok::<(), Failure>(()) });
    // Over a connection that nobody cuts.
    let publisher = Arc::new(RabbitMq::builder(&node.url()).unwrap().exchange("shop").start_publisher());
    let publishing: Vec<_> = (0..8)
        .map(|_| {
            let publisher = Arc::clone(&publisher);
            tokio::spawn(async move {
                loop {
                    let _ = publisher.publish(Message::new("order.placed", "x")).await;
                }
            })
        })
        .collect();
    for _ in 0..CUTS {
        let deadline = Instant::now() + Duration::from_secs(30);
        let before = broker.stats().consumed();
        while broker.stats().consumed() < before + 50 {
            assert!(Instant::now() < deadline, "nothing comes any more");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        proxy.cut();
    }
    publishing.iter().for_each(tokio::task::JoinHandle::abort);
    let begun = Instant::now();
    broker.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
}
