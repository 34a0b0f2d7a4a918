//! Each query of `docs/messaging.md`, run as it is written there over a log in which all of that happened.
#![cfg(all(feature = "amqp", feature = "sse"))]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use http::HeaderMap;
use support::{global_log, job, of};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId, scope};
use tracewell_log::Capture;
use tracewell_messaging::{Broker as _, Event, EventStream, Failure, Hub, InProcess, Message, Overflow, RabbitMq};

const PAGE: &str = include_str!("../../../docs/messaging.md");
const ID: &str = "r-1";

/// The commands of the chapter, each with the question before it.
fn queries() -> Vec<(&'static str, &'static str)> {
    let chapter = PAGE.split("## What to ask the log").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut parts = chapter.split("```");
    let mut found = Vec::new();
    while let (Some(question), Some(query)) = (parts.next(), parts.next()) {
        found.push((question.trim(), query.strip_prefix("sh\n").expect("a command")));
    }
    found
}

async fn all_of_it(log: &Capture) {
    let context = Context::new(CorrelationId::new(ID).unwrap());
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("u-7").unwrap())).unwrap();
    let hub = Hub::builder().queue(1, 1 << 20).overflow(Overflow::Disconnect).stats_every(Duration::from_millis(20));
    let hub = hub.build();
    scope(context, async {
        let import = job("acme", "import-7");
        let open = || EventStream::open(&hub, import.clone(), &HeaderMap::new()).unwrap().into_body();
        drop(open());
        let slow = open();
        for _ in 0..3 {
            hub.publish(&import, &Event::new("item.created", "x")).unwrap();
        }
        drop(slow);
        let broker = InProcess::builder("orders").delivery_limit(1).start(|message: Message| async move {
            match message.routing_key() {
                "order.placed" => Ok::<(), Failure>(()),
                "order.late" => std::future::pending().await,
                _ => Err(std::io::Error::other("not today").into()),
            }
        });
        for routing_key in ["order.placed", "order.failed", "order.late"] {
            broker.publish(Message::new(routing_key, "x")).await.unwrap();
        }
        broker.stop().await;
    })
    .await;
    // Nobody listens there any more.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let away = RabbitMq::builder(&format!("amqp://{address}")).unwrap().start_publisher();
    while of(log, "broker_retry_scheduled").len() < 2 || of(log, "messaging_stats").is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        std::thread::sleep(Duration::from_millis(1));
    }
    away.stop().await;
}

// The clock is paused: what waits for seconds does not.
#[tokio::test(start_paused = true)]
async fn every_question_has_its_answer() {
    let log = global_log();
    all_of_it(&log).await;
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("questions-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("app.jsonl"), log.text()).unwrap();
    let queries = queries();
    assert!(queries.len() >= 11, "{}", queries.len());
    for (question, query) in queries {
        let query = query.replace("\"ID\"", &format!("\"{ID}\""));
        let output = Command::new("sh").args(["-c", &query]).current_dir(&dir).output().unwrap();
        let (answer, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && errors.is_empty(), "{question}\n{errors}");
        assert!(!answer.trim().is_empty(), "{question}\nhas no answer in\n{}", log.text());
        assert!(answer.lines().any(|line| !line.contains(":null")), "{question}\nasks for what is not there: {answer}");
    }
    fs::remove_dir_all(&dir).unwrap();
}
