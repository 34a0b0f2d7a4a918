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
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use live::Stream;
use rabbit::Node;
use serde_json::json;
use support::client::Request;
use support::{Service, eventually_within, lines};
use tracewell::messaging::{Broker as _, Failure, Message, Queue, RabbitMq};

/// Longer than a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(20);

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
        let settings = match RabbitMq::builder(url) {
            Ok(settings) => settings.exchange("tracewell.smoke").queue(queue).timeout(PATIENCE),
            Err(error) => panic!("set AMQP_URL to amqp://USER:PASSWORD@HOST:PORT/VHOST: {error}"),
        };
        let broker = settings.start(move |message: Message| {
            let _ = sender.send(message.id().to_owned());
            std::future::ready(Ok::<(), Failure>(()))
        });
        let message = Message::new("smoke.test", "{}");
        let id = message.id().to_owned();
        if let Err(failure) = broker.publish(message).await {
            let stats = broker.stats();
            panic!(
                "the broker did not take a message: {failure}; {} attempts to connect, the last error: {}.\n\
                 Does it run where AMQP_URL says (rabbitmqctl status), and may its user configure, write to and read \
                 what is called tracewell.smoke and amq.gen-*?",
                stats.attempt(),
                stats.last_error().unwrap_or("none"),
            );
        }
        // Others may be at the same exchange.
        let found = tokio::task::spawn_blocking(move || {
            std::iter::from_fn(|| receiver.recv_timeout(PATIENCE).ok()).any(|found| found == id)
        });
        assert!(
            found.await.unwrap(),
            "the broker confirmed a message and did not deliver it within {PATIENCE:?}; {} came.\n\
             Is it short of memory or disk, which stops deliveries (rabbitmqctl status: alarms)?",
            broker.stats().consumed(),
        );
        broker.stop().await;
    });
}

fn token() -> String {
    var("SMOKE_TOKEN").unwrap_or_else(|_| support::TOKEN.to_owned())
}

/// What a status other than the expected says about the settings.
fn hint(status: &str) -> &'static str {
    match status {
        "401" => "set SMOKE_TOKEN to a bearer token that this service takes",
        "403" => "the team of SMOKE_TOKEN may not do this",
        "404" | "405" => "SMOKE_BASE_URL is the root of items-api: http://HOST:PORT",
        "429" => "the team has as many streams as it may have, or is slowed down: try again later",
        "503" => "the service starts or stops, has no room for a stream, or can't write its audit log: ask GET /ready",
        _ => "the service's log tells more, by the correlation id of the answer",
    }
}

fn follow(address: SocketAddr) -> Stream {
    let mut stream = Stream::open(address, "/v1/events", &[&format!("authorization: Bearer {}", token())]);
    stream.wait_for("\r\n\r\n");
    let head = stream.text();
    let status = head.split(' ').nth(1).unwrap_or_default();
    assert!(status == "200", "GET /v1/events answered {status}: {}\n\n{head}", hint(status));
    stream.wait_for(": open\n\n");
    stream
}

fn make_item(address: SocketAddr) -> String {
    let made = Request::new("POST", "/v1/items").bearer(&token()).body(json!({ "properties": {} }).to_string());
    let answer = made.send(address).unwrap();
    let status = answer.status().to_string();
    assert!(status == "200", "POST /v1/items answered {status}: {}\n\n{}", hint(&status), answer.text());
    answer.json()["id"].as_str().expect("an item has an id: is this items-api?").to_owned()
}

fn an_event_comes_to_a_stream_of(base: &str) {
    let host = base.strip_prefix("http://").map(|host| host.trim_end_matches('/'));
    let address = host.and_then(|host| host.to_socket_addrs().ok()?.next());
    let address = address.expect("set SMOKE_BASE_URL to http://HOST:PORT of a running service; TLS is not spoken here");
    if let Err(error) = TcpStream::connect_timeout(&address, PATIENCE) {
        panic!(
            "nobody accepts connections at {address}: {error}.\nStart the service, or unset SMOKE_BASE_URL to try one of its own"
        );
    }
    let mut stream = follow(address);
    let id = make_item(address);
    let deadline = Instant::now() + PATIENCE;
    while !stream.text().contains(&id) {
        assert!(
            Instant::now() < deadline,
            "item {id} was made and its event did not come to the stream within {PATIENCE:?}.\n\
             Does a proxy in between keep answers back? And where several instances serve {address}, is AMQP_URL the same \
             for all of them (broker_connected in each log)?\n\n{}",
            stream.text(),
        );
    }
}

fn an_event_of_one_instance_comes_to_another(url: &str) {
    let [one, two] = [(); 2].map(|()| Service::start_with(&[("AMQP_URL", url)]));
    for instance in [&one, &two] {
        eventually_within(PATIENCE, "a link to the broker (see broker_disconnected in the service's log)", || {
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
