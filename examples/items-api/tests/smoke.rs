//! The shortest way through everything that messages pass: publish and consume, and an event of one instance on the stream
//! of another.
//!
//! ```text
//! cargo test -p items-api --test smoke
//! ```
//!
//! `AMQP_URL` names a broker to be used instead of one that is started for it, `SMOKE_BASE_URL` a running service
//! (`http://HOST:PORT`) whose stream is followed, with the bearer token of `SMOKE_TOKEN`.
#![cfg(feature = "amqp")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failure here is a failed test")]

mod live;
#[path = "../../../crates/tracewell-messaging/tests/rabbit/mod.rs"]
mod rabbit;
mod support;

use std::env::var;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::mpsc;
use std::time::Duration;

use live::Stream;
use rabbit::Node;
use serde_json::json;
use support::client::Request;
use support::{Service, eventually, lines};
use tracewell::messaging::{Broker as _, Failure, Message, Queue, RabbitMq};

#[test]
fn messages_and_events_get_through() {
    let node = if var("AMQP_URL").is_ok() { None } else { Some(Node::start()) };
    let url = node.as_ref().map_or_else(|| var("AMQP_URL").unwrap_or_default(), Node::url);
    publish_and_consume(&url);
    match var("SMOKE_BASE_URL") {
        Ok(base) => an_event_comes_to_a_stream_of(&base),
        Err(_) => an_event_of_one_instance_comes_to_another(&url),
    }
}

fn publish_and_consume(url: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let (sender, receiver) = mpsc::channel();
        let queue = Queue::private().bind("smoke.#");
        let broker = RabbitMq::builder(url).unwrap().exchange("tracewell.smoke").queue(queue);
        let broker = broker.timeout(Duration::from_secs(20)).start(move |message: Message| {
            let _ = sender.send(message.id().to_owned());
            std::future::ready(Ok::<(), Failure>(()))
        });
        let message = Message::new("smoke.test", "{}");
        let id = message.id().to_owned();
        broker.publish(message).await.unwrap();
        // Others may be at the same exchange.
        let found = tokio::task::spawn_blocking(move || {
            std::iter::from_fn(|| receiver.recv_timeout(Duration::from_secs(20)).ok()).any(|found| found == id)
        });
        assert!(found.await.unwrap(), "what was published was not consumed");
        broker.stop().await;
    });
}

fn token() -> String {
    var("SMOKE_TOKEN").unwrap_or_else(|_| support::TOKEN.to_owned())
}

fn follow(address: SocketAddr) -> Stream {
    let mut stream = Stream::open(address, "/v1/events", &[&format!("authorization: Bearer {}", token())]);
    stream.wait_for(": open\n\n");
    stream
}

fn make_item(address: SocketAddr) -> String {
    let made = Request::new("POST", "/v1/items").bearer(&token()).body(json!({ "properties": {} }).to_string());
    made.send(address).unwrap().json()["id"].as_str().unwrap().to_owned()
}

fn an_event_comes_to_a_stream_of(base: &str) {
    let host = base.strip_prefix("http://").expect("SMOKE_BASE_URL is http://HOST:PORT").trim_end_matches('/');
    let address = host.to_socket_addrs().unwrap().next().unwrap();
    let mut stream = follow(address);
    let id = make_item(address);
    stream.wait_for(&id);
}

fn an_event_of_one_instance_comes_to_another(url: &str) {
    let [one, two] = [(); 2].map(|()| Service::start_with(&[("AMQP_URL", url)]));
    for instance in [&one, &two] {
        eventually("a link to the broker", || {
            let health = Request::get("/health").header("accept", "application/json").bearer(support::TOKEN);
            instance.send(&health.header("x-dev-roles", "auditor")).json()["messaging"]["connected"] == true
        });
    }
    let mut here = follow(one.process().address());
    let mut there = follow(two.process().address());
    let id = make_item(one.process().address());
    here.wait_for(&id);
    there.wait_for(&id);
    let after = make_item(two.process().address());
    here.wait_for(&after);
    assert_eq!(here.text().matches(&id).count(), 1, "nothing comes twice");
    for instance in [one, two] {
        let ended = instance.end();
        assert_eq!(ended.code(), Some(0));
        let lines = lines(&ended);
        let told = |event: &str| lines.iter().filter(|line| line["message"] == event).count();
        assert_eq!((told("broker_connected"), told("broker_stopped"), told("message_processed")), (1, 1, 1));
        assert!(!ended.log().iter().any(|line| line.contains("guest:guest")));
    }
}
