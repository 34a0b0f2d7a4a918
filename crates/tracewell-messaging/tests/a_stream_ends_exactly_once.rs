//! `sse_stream_started` is followed by exactly one `sse_stream_ended`, whatever becomes of the stream.
#![cfg(feature = "sse")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context as Task, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http_body::Body as _;
use http_body_util::BodyExt as _;
use serde_json::Value;
use support::{Log, job, team};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_messaging::{Event, EventStream, Hub, Overflow, SseBody};

fn context() -> Context {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("u-7").unwrap())).unwrap();
    context.set_client_addr("203.0.113.7".parse().unwrap());
    context
}

fn headers() -> HeaderMap {
    HeaderMap::from_iter([(http::header::USER_AGENT, "a-browser/1.0".parse().unwrap())])
}

fn open(hub: &Hub) -> SseBody {
    context().in_scope(|| EventStream::open(hub, team("acme"), &headers()).unwrap().into_body())
}

/// All that can be had now, as one text.
fn read(body: &mut SseBody) -> String {
    let (mut body, mut task) = (pin!(body), Task::from_waker(Waker::noop()));
    let mut text = Vec::new();
    while let Poll::Ready(Some(frame)) = body.as_mut().poll_frame(&mut task) {
        text.extend_from_slice(&frame.unwrap().into_data().unwrap_or(Bytes::new()));
    }
    String::from_utf8(text).unwrap()
}

fn stream_lines(log: &Log) -> Vec<Value> {
    let names = ["sse_stream_started", "sse_client_disconnected", "sse_stream_ended"];
    log.lines().into_iter().filter(|line| names.iter().any(|name| line["message"] == *name)).collect()
}

fn names(lines: &[Value]) -> Vec<String> {
    let reason = |line: &Value| line["reason"].as_str().map(|reason| format!(" {reason}")).unwrap_or_default();
    lines.iter().map(|line| format!("{}{}", line["message"].as_str().unwrap(), reason(line))).collect()
}

#[tokio::test]
async fn a_client_that_leaves_is_told_before_the_end() {
    let log = Log::start();
    let hub = Hub::default();
    let mut body = open(&hub);
    hub.publish(&team("acme"), &Event::new("item.created", "a tenant's own")).unwrap();
    let text = read(&mut body);
    assert!(text.starts_with("retry: 3000\n: open\n\nevent: item.created\ndata: a tenant's own\nid: "), "{text}");
    drop(body);
    let lines = stream_lines(&log);
    assert_eq!(
        names(&lines),
        ["sse_stream_started", "sse_client_disconnected client_gone", "sse_stream_ended client_gone"]
    );
    for line in &lines {
        assert_eq!((&line["level"], &line["target"]), (&"INFO".into(), &"tracewell::sse".into()));
        assert_eq!(
            (&line["correlation_id"], &line["team_id"], &line["user_id"]),
            (&"r-1".into(), &"acme".into(), &"u-7".into())
        );
        assert!(line.get("job_id").is_none(), "{line}");
    }
    assert_eq!((&lines[0]["client_host"], &lines[0]["user_agent"]), (&"203.0.113.0".into(), &"a-browser/1.0".into()));
    assert_eq!((&lines[0]["subscribers_active"], &lines[2]["subscribers_active"]), (&1.into(), &0.into()));
    assert_eq!(lines[2]["events_sent"], 1);
    assert!(lines[2]["duration_ms"].is_number());
    assert_eq!((log.of("sse_subscribed").len(), log.of("sse_unsubscribed").len()), (1, 1));
    assert!(!log.text().contains("tenant"), "a payload is never logged");
}

#[tokio::test]
async fn a_server_that_stops_ends_streams_when_they_are_empty() {
    let log = Log::start();
    let hub = Hub::default();
    let (mut body, unread) = (open(&hub), open(&hub));
    hub.publish(&team("acme"), &Event::new("item.created", "last words")).unwrap();
    hub.close();
    assert!(!body.is_end_stream());
    assert!(read(&mut body).contains("last words"));
    assert!(body.is_end_stream() && body.frame().await.is_none());
    drop((body, unread));
    assert_eq!(
        names(&stream_lines(&log)[2..]),
        ["sse_stream_ended server_shutdown", "sse_stream_ended server_shutdown"]
    );
    assert!(EventStream::open(&hub, team("acme"), &headers()).is_err());
}

#[tokio::test]
async fn one_that_is_too_slow_is_sent_away() {
    let log = Log::start();
    let hub = Hub::builder().queue(2, 1 << 20).overflow(Overflow::Disconnect).build();
    let (mut polled, unpolled) = (open(&hub), open(&hub));
    for _ in 0..5 {
        hub.publish(&team("acme"), &Event::new("k", "x")).unwrap();
    }
    assert_eq!(read(&mut polled), "retry: 3000\n: open\n\n");
    assert!(polled.is_end_stream());
    drop((polled, unpolled));
    assert_eq!(names(&stream_lines(&log)[2..]), ["sse_stream_ended slow", "sse_stream_ended slow"]);
}

#[tokio::test]
async fn one_that_is_dropped_while_something_panics_ends_in_error() {
    let log = Log::start();
    let hub = Hub::default();
    let body = open(&hub);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _body = body;
        panic!("elsewhere");
    }));
    std::panic::set_hook(hook);
    assert!(panicked.is_err());
    assert_eq!(names(&stream_lines(&log)), ["sse_stream_started", "sse_stream_ended error"]);
}

#[tokio::test]
async fn a_job_s_stream_says_so() {
    let log = Log::start();
    let hub = Hub::default();
    drop(EventStream::open(&hub, job("acme", "import-7"), &HeaderMap::new()).unwrap().into_body());
    for line in stream_lines(&log) {
        assert_eq!((&line["team_id"], &line["job_id"]), (&"acme".into(), &"import-7".into()));
    }
}

#[tokio::test]
async fn a_stream_that_was_never_opened_is_not_told() {
    let log = Log::start();
    let hub = Hub::default();
    drop(EventStream::open(&hub, team("acme"), &headers()).unwrap());
    assert!(stream_lines(&log).is_empty());
    assert_eq!(hub.subscribers_active(), 0);
}

#[tokio::test]
async fn what_was_missed_is_told_to_the_client() {
    let hub = Hub::builder().queue(1, 1 << 20).build();
    let mut headers = headers();
    headers.insert("last-event-id", "of-another-process".parse().unwrap());
    let mut back = EventStream::open(&hub, team("acme"), &headers).unwrap().retry(None).into_body();
    assert_eq!(read(&mut back), ": open\n\nevent: gap\ndata: {\"missed\":null}\n\n");
    for _ in 0..3 {
        hub.publish(&team("acme"), &Event::new("k", "x")).unwrap();
    }
    assert!(read(&mut back).starts_with("event: gap\ndata: {\"missed\":2}\n\nevent: k\n"));
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_has_a_heartbeat() {
    let hub = Hub::default();
    let mut body = EventStream::open(&hub, team("acme"), &headers()).unwrap();
    body = body.heartbeat(Duration::from_millis(20));
    let mut body = body.into_body();
    for expected in ["retry: 3000\n: open\n\n", ": alive\n\n", ": alive\n\n"] {
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), expected);
    }
}

#[tokio::test]
async fn a_hostile_head_costs_nothing() {
    let log = Log::start();
    let hub = Hub::default();
    let mut headers = HeaderMap::new();
    headers.insert("user-agent", format!("ü{}", "a".repeat(5000)).parse().unwrap());
    headers.insert("last-event-id", "9".repeat(5000).parse().unwrap());
    drop(EventStream::open(&hub, team("acme"), &headers).unwrap().into_body());
    headers.insert("user-agent", "a\tb".parse().unwrap());
    drop(EventStream::open(&hub, team("acme"), &headers).unwrap().into_body());
    let started = log.of("sse_stream_started");
    assert!(
        started.iter().all(|line| line["user_agent"].as_str().is_none_or(|agent| agent.len() <= 256)),
        "{started:?}"
    );
}

#[tokio::test]
async fn a_stream_does_not_outlive_what_it_was_opened_with() {
    let log = Log::start();
    let hub = Hub::default();
    let soon = std::time::SystemTime::now() + Duration::from_millis(200);
    let stream = context().in_scope(|| EventStream::open(&hub, team("acme"), &headers()).unwrap().until(soon));
    let mut body = stream.into_body();
    hub.publish(&team("acme"), &Event::new("item.created", "{}")).unwrap();
    assert!(body.frame().await.is_some() && body.frame().await.is_some());
    // It waits, and is woken; what comes after that it does not see.
    std::thread::sleep(Duration::from_millis(250));
    hub.publish(&team("acme"), &Event::new("item.created", "{}")).unwrap();
    assert!(body.frame().await.is_none());
    drop(body);
    assert_eq!(names(&stream_lines(&log)), ["sse_stream_started", "sse_stream_ended expired"]);
}

#[tokio::test]
async fn an_idle_stream_is_woken_to_expire() {
    let hub = Hub::default();
    let soon = std::time::SystemTime::now() + Duration::from_millis(200);
    let stream = EventStream::open(&hub, team("acme"), &headers()).unwrap().heartbeat(None).until(soon);
    let mut body = stream.into_body();
    assert!(body.frame().await.is_some());
    let end = tokio::time::timeout(Duration::from_secs(20), body.frame()).await;
    assert!(end.unwrap().is_none());
}
