//! Live events next to what they replace: fan-out beside a bare `tokio::sync::broadcast`, what an idle stream holds, and
//! publishing with confirmations beside bare lapin, where RabbitMQ is installed.
//!
//! What differs: the hub keeps teams apart, bounds each queue in bytes too, encodes the event, keeps it for those who come
//! back, and counts; a receiver of broadcast that is too slow learns of it and nobody else does. The link takes the context
//! along and survives a broker that goes.

use std::hint::black_box;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context as Task, Waker};

use bytes::Bytes;
use http::HeaderMap;
use http_body::Body as _;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Connection, ConnectionProperties};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::broadcast;
use tracewell_benches::{Counting, Rounds};
use tracewell_context::TeamId;
use tracewell_messaging::{Broker as _, Event, EventStream, Hub, Message, RabbitMq, Topic};

#[path = "../../crates/tracewell-messaging/tests/rabbit/mod.rs"]
mod rabbit;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const SUBSCRIBERS: usize = 1000;
const IDLE: usize = 10_000;
const DATA: &str = r#"{"id":"019cebab-8948-7c31-b5f0-2a9d64e1c077","properties":{"colour":"red","size":"large"}}"#;

fn main() {
    fan_out();
    idle();
    if installed("rabbitmq-server") {
        publish(&rabbit::Node::start().url());
    } else {
        println!("\npublishing: left out, as RabbitMQ is not installed");
    }
}

fn installed(command: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|folder| folder.join(command).exists())
}

fn acme() -> Topic {
    Topic::team(TeamId::new("acme").unwrap())
}

/// Publishes, and lets everybody take it.
fn pass(runtime: &Runtime, got: &AtomicUsize, repetitions: u32, mut publish: impl FnMut()) {
    runtime.block_on(async {
        for _ in 0..repetitions {
            let until = got.load(Ordering::Relaxed) + SUBSCRIBERS;
            publish();
            while got.load(Ordering::Relaxed) < until {
                tokio::task::yield_now().await;
            }
        }
    });
}

fn fan_out() {
    println!("one event to {SUBSCRIBERS} subscribers, each a task");
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let got = Arc::new(AtomicUsize::new(0));

    let (sender, _) = broadcast::channel::<Bytes>(256);
    for _ in 0..SUBSCRIBERS {
        let (mut receiver, got) = (sender.subscribe(), Arc::clone(&got));
        runtime.spawn(async move {
            while let Ok(bytes) = receiver.recv().await {
                black_box(bytes);
                got.fetch_add(1, Ordering::Relaxed);
            }
        });
    }

    let hub = Hub::builder().stats_every(None).build();
    for _ in 0..SUBSCRIBERS {
        let (mut subscription, got) = (hub.subscribe(acme()).unwrap(), Arc::clone(&got));
        runtime.spawn(async move {
            while let Some(next) = subscription.next().await {
                black_box(next);
                got.fetch_add(1, Ordering::Relaxed);
            }
        });
    }

    let (topic, event) = (acme(), Event::new("item.created", DATA));
    let medians = Rounds::default()
        .case("tokio::sync::broadcast", |repetitions| {
            pass(&runtime, &got, repetitions, || {
                // The frame that a stream needs, made for each event as the hub does.
                let frame = Bytes::from(format!("event: item.created\ndata: {DATA}\nid: 1-1\n\n"));
                let _ = sender.send(frame);
            });
        })
        .case("Hub", |repetitions| {
            pass(&runtime, &got, repetitions, || {
                let _ = black_box(hub.publish(&topic, &event));
            });
        })
        .run(100);
    println!("at most 1.5: {:.2}", medians[1] / medians[0]);
}

fn idle() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    let hub = Hub::builder().max_subscribers(IDLE, IDLE).stats_every(None).build();
    let mut task = Task::from_waker(Waker::noop());
    let mut open = || {
        let mut body = EventStream::open(&hub, acme(), &HeaderMap::new()).unwrap().into_body();
        // The greeting, and then it waits, its timer set.
        let _ = Pin::new(&mut body).poll_frame(&mut task);
        let _ = Pin::new(&mut body).poll_frame(&mut task);
        body
    };
    let mut streams = Vec::with_capacity(IDLE);
    let before = resident();
    streams.resize_with(IDLE, &mut open);
    let each = (resident() - before) / IDLE as u64;
    println!("\n{IDLE} idle streams: {each} bytes each (at most 4096)");
    drop(streams);
}

/// Bytes of this process in memory.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
}

fn publish(url: &str) {
    println!("\npublishing through RabbitMQ, each message confirmed before the next");
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let queue = "tracewell.bench";
    let (channel, _connection) = runtime.block_on(async {
        let connection = Connection::connect(url, ConnectionProperties::default()).await.unwrap();
        let channel = connection.create_channel().await.unwrap();
        channel.confirm_select(ConfirmSelectOptions::default()).await.unwrap();
        let options = QueueDeclareOptions { auto_delete: true, ..QueueDeclareOptions::default() };
        channel.queue_declare(queue.into(), options, FieldTable::default()).await.unwrap();
        (channel, connection)
    });
    let broker = runtime.block_on(async { RabbitMq::builder(url).unwrap().start_publisher() });
    runtime.block_on(broker.publish(Message::new(queue, DATA))).unwrap();
    let medians = Rounds::default()
        .waiting_too()
        .case("lapin", |repetitions| {
            runtime.block_on(async {
                for _ in 0..repetitions {
                    let options = BasicPublishOptions::default();
                    let properties = BasicProperties::default().with_delivery_mode(2);
                    let sent = channel.basic_publish("".into(), queue.into(), options, DATA.as_bytes(), properties);
                    black_box(sent.await.unwrap().await.unwrap());
                }
            });
        })
        .case("RabbitMq", |repetitions| {
            runtime.block_on(async {
                for _ in 0..repetitions {
                    broker.publish(Message::new(queue, DATA)).await.unwrap();
                }
            });
        })
        .run(200);
    println!("at least 0.8: {:.2}", medians[0] / medians[1]);
    runtime.block_on(broker.stop());
}
