//! What somebody with access to the broker can do to those who consume from it.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lapin::options::{BasicGetOptions, BasicPublishOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use rabbit::Node;
use serde_json::Value;
use support::{global_log, of, team, waiting};
use tracewell_context::current;
use tracewell_log::Capture;
use tracewell_messaging::{Broker as _, DropReason, Failure, Hub, Link, Message, Queue, RabbitMq, RabbitMqBuilder};

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn settings(node: &Node) -> RabbitMqBuilder {
    let quick = Duration::from_millis(50);
    RabbitMq::builder(&node.url()).unwrap().backoff(quick, quick).timeout(Duration::from_secs(20))
}

async fn raw(node: &Node) -> (Connection, Channel) {
    let connection = Connection::connect(&node.url(), ConnectionProperties::default()).await.unwrap();
    let channel = connection.create_channel().await.unwrap();
    (connection, channel)
}

fn text(value: impl Into<String>) -> AMQPValue {
    AMQPValue::LongString(value.into().into())
}

fn with(headers: impl IntoIterator<Item = (&'static str, AMQPValue)>) -> BasicProperties {
    let mut table = FieldTable::default();
    for (name, value) in headers {
        table.insert(name.into(), value);
    }
    BasicProperties::default().with_headers(table)
}

async fn send(channel: &Channel, exchange: &str, key: &str, body: &[u8], properties: BasicProperties) {
    let options = BasicPublishOptions::default();
    channel.basic_publish(exchange.into(), key.into(), options, body, properties).await.unwrap().await.unwrap();
}

fn lines_of(log: &Capture, routing_key: &str) -> Vec<Value> {
    let all = of(log, "message_processed").into_iter().chain(of(log, "message_failed"));
    all.filter(|line| line["routing_key"] == routing_key).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consumers_stand_it() {
    let log = global_log();
    let node = Node::start();
    let verified = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&verified);
    let queue = Queue::shared("orders").bind("#").delivery_limit(3).retry_delay(Duration::from_millis(10));
    let broker = settings(&node).exchange("shop").queue(queue).start(move |message: Message| {
        noted.lock().unwrap().push(current().unwrap().verified_principal().is_some());
        std::future::ready(match message.routing_key() {
            "forged.count" => Err(std::io::Error::other("not today").into()),
            _ => Ok::<(), Failure>(()),
        })
    });
    let hub = Hub::builder().stats_every(None).build();
    let link = Link::rabbitmq(&hub, settings(&node).exchange("events"));
    eventually("both links", || broker.stats().is_connected() && link.stats().is_connected()).await;

    headers_of_any_type(&log, &node).await;
    what_can_t_be_read_is_refused(&log, &node).await;
    a_forged_context_opens_nothing(&log, &node, &hub).await;
    a_forged_count_changes_nothing(&log, &node).await;
    names_stay_on_their_line(&log, &node).await;
    a_header_of_a_megabyte_is_the_sender_s_own_trouble(&node).await;
    a_flood_of_junk_passes(&log, &node, &hub).await;

    assert!(verified.lock().unwrap().iter().all(|verified| !verified), "nothing makes a message an authority");
    let id = "in-the-end";
    broker.publish(Message::new("order.placed", "x").with_id(id)).await.unwrap();
    eventually("an honest message", || lines_of(&log, "order.placed").len() == 1).await;
    assert!(of(&log, "broker_disconnected").is_empty(), "{:?}", of(&log, "broker_disconnected"));
    // What strangers send is refused by the line of the message alone: a failure is what a handler answers with.
    assert_eq!(of(&log, "unhandled_exception").len(), 3, "those of forged.count");
    link.stop().await;
    broker.stop().await;
}

async fn headers_of_any_type(log: &Capture, node: &Node) {
    let (_connection, channel) = raw(node).await;
    let mut table = FieldTable::default();
    table.insert("x-team-id".into(), text("inside"));
    let values = [
        AMQPValue::Boolean(true),
        AMQPValue::LongLongInt(i64::MIN),
        AMQPValue::Double(f64::MAX),
        AMQPValue::Timestamp(u64::MAX),
        AMQPValue::FieldTable(table),
        AMQPValue::FieldArray(vec![text("acme"), AMQPValue::Void].into()),
        AMQPValue::ByteArray(vec![0xff; 10].into()),
        AMQPValue::Void,
        text(""),
        text("a\0b"),
        text("\u{202e}acme"),
    ];
    let names = [
        "x-team-id",
        "x-user-id",
        "x-request-id",
        "traceparent",
        "x-job-id",
        "x-event-team",
        "x-origin",
        "x-published-ms",
    ];
    for value in &values {
        let headers = || with(names.map(|name| (name, value.clone())));
        send(&channel, "shop", "any.type", b"x", headers()).await;
        send(&channel, "events", "any.type", b"x", headers()).await;
    }
    // Each is handled by the consumer, and refused by the link, which can't tell whose it is.
    let connected = of(log, "broker_connected").into_iter().find(|line| line["exchange"] == "events").unwrap();
    let of_the_link = connected["queue"].as_str().unwrap();
    for (queue, message) in [("orders", "message_processed"), (of_the_link, "message_failed")] {
        let told = || of(log, message).iter().filter(|line| line["queue"] == queue).count();
        let deadline = Instant::now() + Duration::from_secs(60);
        while told() < values.len() {
            assert!(Instant::now() < deadline, "{} {message} of {queue}: {}", told(), log.text());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(told(), values.len());
    }
    for line in lines_of(log, "any.type") {
        assert!(
            line.get("team_id").is_none() && line.get("user_id").is_none() && line.get("trace_id").is_none(),
            "{line}"
        );
        assert_eq!(line["message"] == "message_processed", line["queue"] == "orders", "{line}");
    }
}

/// A client of AMQP 0-9-1 without manners.
struct Rude(TcpStream);

impl Rude {
    fn connect(node: &Node) -> Self {
        let mut rude = Self(TcpStream::connect(node.address()).unwrap());
        rude.0.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        rude.0.write_all(b"AMQP\0\0\x09\x01").unwrap();
        rude.expect([0, 10, 0, 10]);
        let login = [&[0; 4][..], b"\x05PLAIN", &[0, 0, 0, 12], b"\0guest\0guest", b"\x05en_US"].concat();
        rude.method(0, [0, 10, 0, 11], &login);
        rude.expect([0, 10, 0, 30]);
        rude.method(0, [0, 10, 0, 31], &[0, 10, 0, 2, 0, 0, 0, 0]);
        rude.method(0, [0, 10, 0, 40], b"\x01/\0\0");
        rude.expect([0, 10, 0, 41]);
        rude.method(1, [0, 20, 0, 10], b"\0");
        rude.expect([0, 20, 0, 11]);
        rude
    }

    fn frame(&mut self, kind: u8, channel: u8, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        self.0.write_all(&[&[kind, 0, channel][..], &length, payload, &[0xce]].concat()).unwrap();
    }

    fn method(&mut self, channel: u8, method: [u8; 4], arguments: &[u8]) {
        self.frame(1, channel, &[&method[..], arguments].concat());
    }

    fn expect(&mut self, method: [u8; 4]) {
        let mut head = [0; 7];
        self.0.read_exact(&mut head).unwrap();
        let mut payload = vec![0; u32::from_be_bytes([head[3], head[4], head[5], head[6]]) as usize + 1];
        self.0.read_exact(&mut payload).unwrap();
        assert_eq!(payload[..4], method, "{}", String::from_utf8_lossy(&payload));
    }

    fn publish(&mut self, exchange: &str, key: &[u8], flags: u16, properties: &[u8]) {
        let name = [&[exchange.len() as u8], exchange.as_bytes(), &[key.len() as u8], key, &[0]].concat();
        self.method(1, [0, 60, 0, 40], &[&[0, 0], &name[..]].concat());
        let header = [&[0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1][..], &flags.to_be_bytes(), properties].concat();
        self.frame(2, 1, &header);
        self.frame(3, 1, b"x");
    }

    /// Says goodbye: all that was sent has been taken then.
    fn close(mut self) {
        self.method(0, [0, 10, 0, 50], &[0, 200, 0, 0, 0, 0, 0]);
        self.expect([0, 10, 0, 51]);
    }
}

/// A table with one header, so deep.
fn nested(depth: usize) -> Vec<u8> {
    let long = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    let value = (0..depth).fold(Vec::new(), |value, _| [b"A", &long(&value)[..]].concat());
    long(&[b"\x01k", &value[..]].concat())
}

/// What ends a client that reads nested headers by recursion, or takes any short string for text.
async fn what_can_t_be_read_is_refused(log: &Capture, node: &Node) {
    const HEADERS: u16 = 1 << 13;
    const MESSAGE_ID: u16 = 1 << 7;
    const SENT: usize = 5;
    for exchange in ["shop", "events"] {
        let mut rude = Rude::connect(node);
        for depth in [300, 5_000, 20_000] {
            rude.publish(exchange, b"rude.client", HEADERS, &nested(depth));
        }
        rude.publish(exchange, b"rude.client", HEADERS, &[0, 0, 0, 3, 1, 0xff, b'V']);
        rude.publish(exchange, b"rude.client", MESSAGE_ID, b"\x02\xff\xfe");
        rude.publish(exchange, b"r\xfcde.client", 0, b"");
        rude.close();
    }
    eventually("a line for each", || lines_of(log, "rude.client").len() == 2 * SENT).await;
    for line in lines_of(log, "rude.client") {
        assert_eq!((&line["message"], &line["error_type"]), (&"message_failed".into(), &"invalid".into()), "{line}");
    }
    eventually("the other key", || lines_of(log, "r?de.client").len() == 2).await;
}

async fn a_forged_context_opens_nothing(log: &Capture, node: &Node, hub: &Hub) {
    let (_connection, channel) = raw(node).await;
    let mut acme = hub.subscribe(team("acme")).unwrap();
    let mut globex = hub.subscribe(team("globex")).unwrap();
    let forged = [("x-team-id", text("globex")), ("x-user-id", text("root")), ("x-request-id", text("of-globex"))];
    send(&channel, "shop", "forged.context", b"x", with(forged.clone())).await;
    let event = forged.into_iter().chain([("x-event-team", text("acme"))]);
    send(&channel, "events", "forged.context", b"of acme", with(event)).await;
    let mut found = Vec::new();
    eventually("the event", || {
        found.extend(waiting(&mut acme));
        !found.is_empty()
    })
    .await;
    assert_eq!(found, ["of acme"]);
    eventually("both lines", || lines_of(log, "forged.context").len() == 2).await;
    assert!(waiting(&mut globex).is_empty(), "what a line says is no address");
}

async fn a_forged_count_changes_nothing(log: &Capture, node: &Node) {
    let (_connection, channel) = raw(node).await;
    let forged = [("x-delivery-count", AMQPValue::LongLongInt(1_000_000)), ("x-death", text("x"))];
    send(&channel, "shop", "forged.count", b"x", with(forged)).await;
    eventually("three attempts", || lines_of(log, "forged.count").len() == 3).await;
    let attempts: Vec<_> = lines_of(log, "forged.count").iter().map(|line| line["attempt"].clone()).collect();
    assert_eq!(attempts, [1, 2, 3]);
}

async fn names_stay_on_their_line(log: &Capture, node: &Node) {
    let (_connection, channel) = raw(node).await;
    let key = "k\n{\"level\":\"ERROR\"}\r\x1b[31m\u{202e}";
    let before = log.text().lines().count();
    send(&channel, "shop", key, b"x", with([("x-job-id", text("j\nid: 7"))]).with_message_id("\x1b[2J\n".into())).await;
    send(&channel, "events", key, b"x", with([("x-event-team", text("acme"))])).await;
    eventually("both lines", || lines_of(log, key).len() == 2).await;
    let text = log.text();
    assert!(!text.contains('\x1b') && !text.contains('\u{202e}') && !text.contains('\r'));
    for line in text.lines().skip(before) {
        assert!(serde_json::from_str::<Value>(line).unwrap()["target"].is_string(), "{line}");
    }
}

async fn a_header_of_a_megabyte_is_the_sender_s_own_trouble(node: &Node) {
    let (_connection, channel) = raw(node).await;
    let properties = with([("x-large", text("x".repeat(1 << 20)))]);
    let options = BasicPublishOptions::default();
    let sent = channel.basic_publish("shop".into(), "large".into(), options, b"x", properties).await;
    if sent.is_ok() {
        // The broker closes a connection that sends more than a frame holds.
        let deadline = Instant::now() + Duration::from_secs(30);
        while channel.status().connected() {
            assert!(Instant::now() < deadline, "it was taken");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn a_flood_of_junk_passes(log: &Capture, node: &Node, hub: &Hub) {
    const JUNK: usize = 2000;
    let (_connection, channel) = raw(node).await;
    let mut subscriber = hub.subscribe(team("acme")).unwrap();
    let before = hub.stats().dropped(DropReason::Invalid);
    for number in 0..JUNK {
        let properties = with([("x-event-team", text("no team\n"))]);
        let options = BasicPublishOptions::default();
        let key = format!("junk.{number}");
        drop(channel.basic_publish("events".into(), key.into(), options, b"\xff", properties).await.unwrap());
    }
    send(&channel, "events", "item.created", b"after all", with([("x-event-team", text("acme"))])).await;
    let mut found = Vec::new();
    eventually("the event behind it", || {
        found.extend(waiting(&mut subscriber));
        !found.is_empty()
    })
    .await;
    assert_eq!(found, ["after all"]);
    assert_eq!(hub.stats().dropped(DropReason::Invalid) - before, JUNK as u64);
    let junk = |line: &Value| line["routing_key"].as_str().is_some_and(|key| key.starts_with("junk."));
    assert_eq!(of(log, "message_failed").iter().filter(|line| junk(line)).count(), JUNK, "one line each");
}

/// A message that takes the process down before anybody could say anything about it.
#[test]
fn a_message_that_kills_its_consumer_does_not_come_for_ever() {
    let node = Node::start();
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let queue = || Queue::shared("orders").bind("#").delivery_limit(2).dead_letter();
    let mut deaths = 0;
    let dead = loop {
        let doomed = runtime();
        let (sender, taken) = std::sync::mpsc::channel();
        let broker = doomed.block_on(async {
            let broker = settings(&node).exchange("shop").queue(queue()).start(move |_: Message| {
                let _ = sender.send(());
                std::future::pending::<Result<(), Failure>>()
            });
            if deaths == 0 {
                broker.publish(Message::new("order.placed", "poison")).await.unwrap();
            }
            broker
        });
        let came = taken.recv_timeout(Duration::from_secs(if deaths == 0 { 60 } else { 10 })).is_ok();
        // Nothing is acknowledged, and nobody says goodbye.
        doomed.shutdown_background();
        drop(broker);
        node.close_all_connections();
        if !came {
            break runtime().block_on(async {
                let (_connection, channel) = raw(&node).await;
                channel.basic_get("orders.dead".into(), BasicGetOptions { no_ack: true }).await.unwrap()
            });
        }
        deaths += 1;
        assert!(deaths <= 6, "it comes again and again");
    };
    assert_eq!(dead.unwrap().data, b"poison");
    assert!(deaths >= 2, "{deaths}");
}
