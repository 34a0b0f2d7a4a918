//! A broker that is killed at moments nobody has chosen: while it is published to and consumed from, while links are made,
//! and again when it has hardly come back. No confirmed message is lost, and no stream ends.
#![cfg(all(feature = "amqp", feature = "sse"))]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::HeaderMap;
use http_body_util::BodyExt as _;
use rabbit::Node;
use support::{data, global_log, of, team};
use tracewell_log::Capture;
use tracewell_messaging::{Broker as _, Event, EventStream, Failure, Hub, Link, Message, Queue, RabbitMq};

async fn until(what: &str, log: &Capture, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        if Instant::now() > deadline {
            let text = log.text();
            let of_links: Vec<_> = text.lines().filter(|line| line.contains("\"broker_")).collect();
            let latest = &of_links[of_links.len().saturating_sub(30)..];
            panic!("{what} did not come about:\n{}", latest.join("\n"));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn a_while(most: u64) {
    let pause = RandomState::new().build_hasher().finish() % most;
    tokio::time::sleep(Duration::from_millis(pause)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_confirmed_is_lost_and_no_stream_ends() {
    let log = global_log();
    let mut node = Node::start();
    let quick = Duration::from_millis(20);
    let settings = || {
        let settings = RabbitMq::builder(&node.url()).unwrap().backoff(quick, quick * 20);
        settings.timeout(Duration::from_secs(5))
    };
    let handled: Arc<Mutex<HashSet<String>>> = Arc::default();
    let noted = Arc::clone(&handled);
    let queue = Queue::shared("orders").bind("#").silence(Duration::from_secs(1));
    let broker = Arc::new(settings().exchange("shop").queue(queue).start(move |message: Message| {
        noted.lock().unwrap().insert(message.id().to_owned());
        std::future::ready(Ok::<(), Failure>(()))
    }));
    let hub = Hub::builder().queue(100_000, 1 << 26).stats_every(None).build();
    let link = Link::rabbitmq(&hub, settings().exchange("events"));
    let mut body = EventStream::open(&hub, team("acme"), &HeaderMap::new()).unwrap().into_body();
    let reading = tokio::spawn(async move {
        let (mut found, mut gaps) = (Vec::new(), 0);
        while let Some(frame) = body.frame().await {
            let frame = frame.unwrap().into_data().unwrap();
            if frame.starts_with(b"event: gap\ndata: {\"missed\":null}") {
                // Others' events, as far as anybody knows: of its own none is missing.
                gaps += 1;
            } else if frame.starts_with(b"event: ") {
                assert!(frame.starts_with(b"event: item"), "{frame:?}");
                found.push(data(&frame));
            }
        }
        (found, gaps)
    });

    let stop = Arc::new(AtomicBool::new(false));
    let publishing = {
        let (broker, stop, hub) = (Arc::clone(&broker), Arc::clone(&stop), hub.clone());
        tokio::spawn(async move {
            let (mut confirmed, mut told) = (HashSet::new(), Vec::new());
            while !stop.load(Ordering::Relaxed) {
                let number = told.len().to_string();
                hub.publish(&team("acme"), &Event::new("item.created", number.clone())).unwrap();
                told.push(number);
                let message = Message::new("order.placed", "x");
                let id = message.id().to_owned();
                if broker.publish(message).await.is_ok() {
                    confirmed.insert(id);
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            (confirmed, told)
        })
    };
    until("the first message", &log, || broker.stats().published() > 0).await;
    // Just after everything was declared, which the broker may not have written down yet for all that it says.
    a_while(3000).await;
    node.kill();
    a_while(500).await;
    node.start_again();
    // In the middle of connecting and declaring, most likely.
    a_while(200).await;
    node.kill();
    node.start_again();
    let before = broker.stats().published();
    until("publishing in the end", &log, || broker.stats().published() > before + 20).await;
    until("the link", &log, || link.stats().is_connected()).await;
    stop.store(true, Ordering::Relaxed);
    let (confirmed, told) = publishing.await.unwrap();
    until("every confirmed message", &log, || confirmed.is_subset(&handled.lock().unwrap())).await;

    let ended = |log| of(log, "sse_stream_ended");
    assert!(ended(&log).is_empty(), "a stream has nothing to do with the broker's end: {:?}", ended(&log));
    hub.close();
    let (found, gaps) = reading.await.unwrap();
    assert_eq!(found, told, "its own events, each once and in order");
    assert!(gaps > 0, "and each outage");
    assert_eq!((of(&log, "sse_stream_started").len(), ended(&log).len()), (1, 1));
    assert_eq!(ended(&log)[0]["reason"], "server_shutdown");
    link.stop().await;
    broker.stop().await;
    assert_eq!(of(&log, "broker_disconnected").len(), of(&log, "broker_retry_scheduled").len());
    assert!(of(&log, "unhandled_exception").is_empty());
}
