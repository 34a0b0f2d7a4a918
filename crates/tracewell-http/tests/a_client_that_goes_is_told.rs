//! Clients that close their connection, in every phase of a request: one `request_cancelled` that says which.
#![cfg(feature = "axum")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::sse::{Event, Sse};
use axum::routing::{get, post};
use futures_util::{StreamExt, stream};
use serde_json::json;
use server::{PATIENCE, Server};
use tokio::sync::Notify;
use tracewell_http::Shutdown;

/// Says in its drop, inside the request, that the work is given up.
struct GivesUp;

impl Drop for GivesUp {
    fn drop(&mut self) {
        tracing::info!("given up");
    }
}

/// Waits until a handler or body says that it has begun.
async fn begun(begun: &Notify) {
    tokio::time::timeout(PATIENCE, begun.notified()).await.expect("to begin in time");
}

#[tokio::test]
async fn while_the_handler_runs() {
    let started = Arc::new(Notify::new());
    let handler = {
        let started = Arc::clone(&started);
        || async move {
            let _gives_up = GivesUp;
            started.notify_one();
            std::future::pending::<()>().await;
        }
    };
    let server = Server::start(Router::new().route("/slow/{id}", get(handler))).await;
    let mut client = server.connect().await;
    client.request("GET", "/slow/7", &["x-request-id: r-1"], "").await;
    begun(&started).await;
    drop(client);
    server.log.wait_for_end("/slow/7").await;
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_cancelled"), &json!("INFO")));
    assert_eq!((&end["phase"], &end["reason"]), (&json!("handler"), &json!("client_gone")));
    assert_eq!((&end["route"], &end["correlation_id"]), (&json!("/slow/{id}"), &json!("r-1")));
    assert!(!end.contains_key("status_code"));
    let given_up = lines.only("given up");
    assert_eq!((&given_up["correlation_id"], &given_up["route"]), (&json!("r-1"), &json!("/slow/{id}")));
}

#[tokio::test]
async fn while_the_request_is_still_coming() {
    let server = Server::start(Router::new().route("/upload", post(|_: String| async {}))).await;
    let mut client = server.connect().await;
    client.send("POST /upload HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nonly this").await;
    drop(client);
    server.log.wait_for_end("/upload").await;
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!(end["route"], "/upload");
    assert!(lines.errors().is_empty(), "{}", lines.text());
    assert!(!lines.text().contains("only this"));
}

#[tokio::test]
async fn in_the_middle_of_an_event_stream() {
    let events = || async {
        let events = stream::iter(["first", "second"]).chain(stream::pending());
        let held = GivesUp;
        Sse::new(events.map(move |text| {
            let _ = &held;
            Ok::<_, io::Error>(Event::default().data(text))
        }))
    };
    let server = Server::start(Router::new().route("/events", get(events))).await;
    let mut client = server.connect().await;
    client.request("GET", "/events", &["x-request-id: r-1"], "").await;
    let head = client.head().await;
    assert_eq!((head.status, head.header("x-request-id")), (200, Some("r-1")));
    assert_eq!(client.chunk().await.unwrap(), "data: first\n\n");
    assert_eq!(client.chunk().await.unwrap(), "data: second\n\n");
    assert!(server.log.lines().ends().is_empty(), "not before the stream has ended");
    drop(client);
    server.log.wait_for_end("/events").await;
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_cancelled"), &json!("INFO")));
    assert_eq!((&end["phase"], &end["reason"]), (&json!("body"), &json!("client_gone")));
    assert_eq!((&end["status_code"], &end["route"]), (&json!(200), &json!("/events")));
    assert_eq!(end["response_bytes"], "data: first\n\ndata: second\n\n".len());
    assert_eq!(lines.only("given up")["correlation_id"], "r-1");
}

#[tokio::test]
async fn while_more_is_sent_than_it_reads() {
    let endless = || async {
        let chunk = || async { Ok::<_, io::Error>("x".repeat(64 * 1024)) };
        Body::from_stream(stream::repeat_with(chunk).then(|chunk| chunk))
    };
    let server = Server::start(Router::new().route("/endless", get(endless))).await;
    let mut client = server.connect().await;
    client.request("GET", "/endless", &[], "").await;
    client.head().await;
    client.chunk().await;
    drop(client);
    let end = server.log.wait_for_end("/endless").await;
    assert_eq!((&end["message"], &end["phase"]), (&json!("request_cancelled"), &json!("body")));
    assert!(end["response_bytes"].as_u64().unwrap() >= 64 * 1024);
    server.stop().await.end();
}

#[tokio::test]
async fn before_anything_was_asked() {
    let server = Server::start(Router::new()).await;
    let mut client = server.connect().await;
    client.send("GET /half HTT").await;
    drop(client);
    assert!(server.stop().await.ends().is_empty(), "what is no request has no end");
}

#[tokio::test]
async fn and_a_client_that_stays_while_the_server_goes() {
    let (shutdown, started) = (Shutdown::new(), Arc::new(Notify::new()));
    let handler = {
        let started = Arc::clone(&started);
        || async move {
            started.notify_one();
            std::future::pending::<()>().await;
        }
    };
    let server = Server::start_with(&shutdown, Router::new().route("/slow", get(handler))).await;
    let mut client = server.connect().await;
    client.request("GET", "/slow", &[], "").await;
    begun(&started).await;
    shutdown.begin();
    drop(client);
    let end = server.log.wait_for_end("/slow").await;
    assert_eq!((&end["message"], &end["reason"]), (&json!("request_cancelled"), &json!("server_shutdown")));
    server.stop().await.end();
}
