//! Publishing and consuming through a real RabbitMQ, and what goes wrong with single messages.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lapin::options::{BasicGetOptions, BasicPublishOptions, QueueDeleteOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use rabbit::Node;
use serde_json::Value;
use support::{global_log, of};
use tracewell_context::{Context, CorrelationId, Principal, Provenance, TeamId, UserId, current, scope};
use tracewell_log::Capture;
use tracewell_messaging::{Broker as _, Failure, Message, PublishFailure, Queue, RabbitMq, RabbitMqBuilder};

type Seen = Arc<Mutex<Vec<(String, Option<Context>)>>>;

/// A handler that does what the routing key says, and notes what it saw.
fn handler(seen: &Seen) -> impl Fn(Message) -> std::future::Ready<Result<(), Failure>> + Send + Sync + 'static {
    let seen = Arc::clone(seen);
    move |message: Message| {
        let body = String::from_utf8_lossy(message.body()).into_owned();
        seen.lock().unwrap().push((body, current()));
        std::future::ready(match message.routing_key() {
            "test.panic" => panic!("a handler with a bug"),
            "test.fail" => Err(std::io::Error::other("not today").into()),
            "test.hopeless" => Err(Failure::permanent(std::io::Error::other("never"))),
            _ => Ok(()),
        })
    }
}

fn settings(node: &Node) -> RabbitMqBuilder {
    let quick = Duration::from_millis(50);
    RabbitMq::builder(&node.url()).unwrap().exchange("shop").backoff(quick, quick * 10).timeout(Duration::from_secs(20))
}

async fn raw(node: &Node) -> (Connection, Channel) {
    let connection = Connection::connect(&node.url(), ConnectionProperties::default()).await.unwrap();
    let channel = connection.create_channel().await.unwrap();
    (connection, channel)
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_handled_told_and_given_up() {
    let log = global_log();
    let node = Node::start();
    let seen: Seen = Seen::default();
    let queue = Queue::shared("orders").bind("test.*").delivery_limit(3).retry_delay(Duration::from_millis(10));
    let queue = queue.dead_letter().silence(Duration::from_secs(2));
    let broker = settings(&node).max_message_bytes(10_000).queue(queue).start(handler(&seen));

    a_context_goes_along(&log, &broker, &seen).await;
    a_message_that_fails_is_given_up(&log, &broker, &node).await;
    a_message_that_comes_twice_is_handled_once(&broker, &seen).await;
    bad_messages_are_refused(&log, &broker, &node).await;
    the_broker_s_no_is_an_error(&broker).await;
    a_consumer_that_is_cancelled_comes_back(&log, &broker, &node).await;
    a_replicated_queue_counts_by_itself(&log, &node, &seen).await;
    a_password_is_never_told(&log, &node).await;

    broker.stop().await;
    let stopped = of(&log, "broker_stopped");
    assert_eq!((stopped.len(), &stopped[3]["backend"]), (4, &"rabbitmq".into()));
    assert!(stopped[3]["messages_consumed_total"].as_u64().unwrap() >= 8, "{stopped:?}");
    assert_eq!(broker.publish(Message::new("test.ok", "late")).await, Err(PublishFailure::Unreachable));
}

async fn a_context_goes_along(log: &Capture, broker: &RabbitMq, seen: &Seen) {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("u-7").unwrap())).unwrap();
    context.set_trace_parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().unwrap());
    scope(context, async { broker.publish(Message::new("test.ok", "a tenant's own")).await.unwrap() }).await;
    eventually("the message", || !of(log, "message_processed").is_empty()).await;

    let (body, restored) = seen.lock().unwrap()[0].clone();
    let restored = restored.unwrap();
    assert_eq!((body.as_str(), restored.correlation_id().as_str()), ("a tenant's own", "r-1"));
    assert_eq!(restored.provenance(), Some(Provenance::Restored));
    assert!(restored.verified_principal().is_none(), "telemetry, never authority");

    let line = &of(log, "message_processed")[0];
    assert_eq!((&line["level"], &line["target"]), (&"INFO".into(), &"tracewell::broker".into()));
    assert_eq!(
        (&line["correlation_id"], &line["team_id"], &line["user_id"]),
        (&"r-1".into(), &"acme".into(), &"u-7".into())
    );
    assert_eq!(line["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!((&line["queue"], &line["routing_key"]), (&"orders".into(), &"test.ok".into()));
    assert_eq!((&line["attempt"], &line["redelivered"]), (&1.into(), &false.into()));
    assert!(line["duration_ms"].is_number() && line.get("error_type").is_none());

    let started = &of(log, "broker_started")[0];
    assert_eq!((&started["backend"], &started["exchange"]), (&"rabbitmq".into(), &"shop".into()));
    assert_eq!((&started["queue"], &started["binding_key"]), (&"orders".into(), &"test.*".into()));
    assert_eq!(of(log, "broker_connecting")[0]["attempt"], 1);
    assert_eq!(of(log, "broker_connected")[0]["queue"], "orders");
    assert!(!log.text().contains("tenant"), "a payload is never logged");
    let stats = broker.stats();
    assert!(stats.is_connected() && stats.last_error().is_none());
    assert_eq!((stats.consumed(), stats.published(), stats.attempt(), stats.failures()), (1, 1, 1, 0));
}

async fn a_message_that_fails_is_given_up(log: &Capture, broker: &RabbitMq, node: &Node) {
    for routing_key in ["test.fail", "test.panic", "test.hopeless"] {
        broker.publish(Message::new(routing_key, routing_key)).await.unwrap();
    }
    eventually("three dead messages", || broker.stats().dead() == 3).await;
    let attempts = |routing_key: &str| -> Vec<Value> {
        let lines = of(log, "message_failed").into_iter().filter(|line| line["routing_key"] == routing_key);
        lines.inspect(|line| assert_eq!(line["level"], "WARN")).map(|line| line["attempt"].clone()).collect()
    };
    assert_eq!(
        (attempts("test.fail"), attempts("test.panic")),
        (vec![1.into(), 2.into(), 3.into()], vec![1.into(), 2.into(), 3.into()])
    );
    assert_eq!(attempts("test.hopeless"), [1]);
    let types: Vec<_> = of(log, "message_failed").iter().map(|line| line["error_type"].clone()).collect();
    assert!(types.contains(&"panic".into()) && types.contains(&"std::io::error::Error".into()), "{types:?}");
    assert_eq!(of(log, "unhandled_exception").len(), 7, "one ERROR line for each failure");

    let (_connection, channel) = raw(node).await;
    let mut dead = Vec::new();
    while let Some(message) = channel.basic_get("orders.dead".into(), BasicGetOptions { no_ack: true }).await.unwrap() {
        dead.push(String::from_utf8(message.data.clone()).unwrap());
    }
    dead.sort();
    assert_eq!(dead, ["test.fail", "test.hopeless", "test.panic"]);
}

async fn a_message_that_comes_twice_is_handled_once(broker: &RabbitMq, seen: &Seen) {
    let message = Message::new("test.ok", "twice").with_id("order-7");
    broker.publish(message.clone()).await.unwrap();
    eventually("the first", || seen.lock().unwrap().iter().any(|(body, _)| body == "twice")).await;
    broker.publish(message).await.unwrap();
    eventually("the second", || broker.stats().duplicates() == 1).await;
    assert_eq!(seen.lock().unwrap().iter().filter(|(body, _)| body == "twice").count(), 1);
}

/// What other programs may send.
async fn bad_messages_are_refused(log: &Capture, broker: &RabbitMq, node: &Node) {
    let before = broker.stats();
    let (_connection, channel) = raw(node).await;
    let mut headers = FieldTable::default();
    for (name, value) in [
        ("x-team-id", AMQPValue::LongString(vec![0xff, 0xfe].into())),
        ("x-user-id", AMQPValue::LongLongInt(-7)),
        ("x-request-id", AMQPValue::LongString("two\nlines".into())),
        ("traceparent", AMQPValue::LongString("00-nonsense".into())),
        ("x-long", AMQPValue::LongString("x".repeat(100_000).into())),
    ] {
        headers.insert(name.into(), value);
    }
    let malformed = BasicProperties::default().with_headers(headers).with_message_id("a b\n".into());
    let long = vec![b'x'; 20_000];
    for (body, properties) in [
        (&b"\xff\xfe not text"[..], malformed),
        (&long, BasicProperties::default()),
        (b"", BasicProperties::default().with_correlation_id(["alice", "example.com"].join("@").into())),
    ] {
        let options = BasicPublishOptions::default();
        channel
            .basic_publish("shop".into(), "test.raw".into(), options, body, properties)
            .await
            .unwrap()
            .await
            .unwrap();
    }
    eventually("three more", || broker.stats().consumed() == before.consumed() + 3).await;
    eventually("their lines", || lines_of(log, "test.raw").len() == 3).await;
    assert_eq!(broker.stats().dead(), before.dead() + 1, "only the oversized one is given up");
    let lines = lines_of(log, "test.raw");
    assert!(
        lines.iter().any(|line| line["error_type"] == "oversized" && line["message"] == "message_failed"),
        "{lines:?}"
    );
    for line in lines {
        assert!(line.get("team_id").is_none() && line.get("trace_id").is_none(), "{line}");
        assert_eq!(line["correlation_id"].as_str().unwrap().len(), 36, "a fresh one: {line}");
    }
}

fn lines_of(log: &Capture, routing_key: &str) -> Vec<Value> {
    let all = of(log, "message_processed").into_iter().chain(of(log, "message_failed"));
    all.filter(|line| line["routing_key"] == routing_key).collect()
}

async fn the_broker_s_no_is_an_error(broker: &RabbitMq) {
    for (message, failure) in [
        (Message::new("nobody.wants.this", "x"), PublishFailure::Unroutable),
        (Message::new("test.ok", "x".repeat(10_001)), PublishFailure::Oversized),
        (Message::new("k".repeat(256), "x"), PublishFailure::Invalid),
    ] {
        assert_eq!(broker.publish(message).await, Err(failure));
    }
}

async fn a_consumer_that_is_cancelled_comes_back(log: &Capture, broker: &RabbitMq, node: &Node) {
    let (_connection, channel) = raw(node).await;
    channel.queue_delete("orders".into(), QueueDeleteOptions::default()).await.unwrap();
    eventually("a second connection", || of(log, "broker_connected").len() == 2).await;
    let disconnected = &of(log, "broker_disconnected")[0];
    assert_eq!((&disconnected["level"], &disconnected["failures"]), (&"WARN".into(), &1.into()));
    assert_eq!(disconnected["error_type"], "consumer_cancelled");
    let retry = &of(log, "broker_retry_scheduled")[0];
    assert_eq!((&retry["attempt"], &retry["error_type"]), (&2.into(), &"consumer_cancelled".into()));
    assert!(retry["delay_ms"].is_number() && retry["last_error"].is_string());
    let before = broker.stats().consumed();
    broker.publish(Message::new("test.ok", "the queue is declared again")).await.unwrap();
    eventually("a message", || broker.stats().consumed() == before + 1).await;
    assert_eq!((broker.stats().reconnects(), broker.stats().failures()), (1, 0));
}

async fn a_replicated_queue_counts_by_itself(log: &Capture, node: &Node, seen: &Seen) {
    let queue = Queue::shared("copies").bind("test.fail").delivery_limit(2).retry_delay(Duration::from_millis(10));
    let replicated = settings(node).exchange("other").queue(queue.replicated().dead_letter());
    let broker = replicated.start(handler(seen));
    broker.publish(Message::new("test.fail", "copied")).await.unwrap();
    eventually("a dead message", || broker.stats().dead() == 1).await;
    let lines = lines_of(log, "test.fail").into_iter().filter(|line| line["queue"] == "copies");
    let attempts: Vec<_> = lines.map(|line| line["attempt"].clone()).collect();
    assert_eq!(attempts, [1, 2]);
    let (_connection, channel) = raw(node).await;
    let dead = channel.basic_get("copies.dead".into(), BasicGetOptions { no_ack: true }).await.unwrap().unwrap();
    assert_eq!((&dead.data[..], dead.routing_key.as_str()), (&b"copied"[..], "test.fail"));
    broker.stop().await;
    // A queue stays what it was declared as, and that is said.
    let other = settings(node).exchange("other").queue(Queue::shared("copies")).start(handler(seen));
    eventually("a refusal", || other.stats().failures() > 0).await;
    assert!(other.stats().last_error().unwrap().contains("inequivalent arg"), "{:?}", other.stats());
    let refused = of(log, "broker_disconnected").into_iter().filter(|line| line["error_type"] == "rejected");
    assert!(refused.count() > 0);
    other.stop().await;
}

async fn a_password_is_never_told(log: &Capture, node: &Node) {
    let wrong = "s3cr3t-".repeat(3);
    let url = node.url().replacen(":guest@", &format!(":{wrong}@"), 1);
    let settings = RabbitMq::builder(&url).unwrap().backoff(Duration::from_millis(50), Duration::from_millis(50));
    assert!(!format!("{settings:?}").contains(&wrong));
    let locked_out = settings.start_publisher();
    eventually("a refusal", || locked_out.stats().failures() > 1).await;
    assert!(!locked_out.stats().is_connected());
    assert!(!locked_out.stats().last_error().unwrap().contains(&wrong));
    locked_out.stop().await;
    let refused = of(log, "broker_disconnected").into_iter().filter(|line| line["error_type"] == "unauthorized");
    assert!(refused.count() > 1, "{:?}", of(log, "broker_disconnected"));
    assert!(!log.text().contains(&wrong) && !log.text().contains("guest:guest"));
    for url in ["", "http://host", "amqp:", "not a url"] {
        assert!(RabbitMq::builder(url).is_err(), "{url}");
    }
}
