//! Sockets by the thousand, closed in order or simply gone: each is told once, and none is left behind.
#![cfg(feature = "websocket")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use axum::routing::any;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceBuilder;
use tracewell_context::{Principal, TeamId};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::websocket::WebSocketUpgradeExt;
use tracewell_http::{TerminalLayer, active_requests};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

const SOCKETS: usize = 10_000;
const AT_ONCE: usize = 200;
/// No measure of speed.
const PATIENCE: Duration = Duration::from_secs(120);

async fn listens(upgrade: WebSocketUpgrade) -> Response {
    tracewell_context::bind(Principal::new(TeamId::new("acme").unwrap())).unwrap();
    upgrade.watch(|mut socket| async move { while let Some(Ok(_)) = socket.recv().await {} })
}

/// Opens a socket and ends it: with a close frame of this code, or by going away.
async fn visit(address: SocketAddr, number: usize) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "GET /ws HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nx-request-id: s-{number}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"));
    if number.is_multiple_of(2) {
        // Masked with zeros (RFC 6455, 5.2).
        stream.write_all(&[0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]).await.unwrap();
        stream.read_to_end(&mut answer).await.unwrap();
    }
}

#[tokio::test]
async fn in_order_or_not() {
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    let subscriber = tracing_subscriber::registry().with(LevelFilter::INFO).with(layer);
    let _guard = tracing::subscriber::set_default(subscriber);
    let stack = ServiceBuilder::new()
        .layer(CorrelationLayer::new(Policy::production()))
        .layer(TerminalLayer::new(Policy::production()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().route("/ws", any(listens)).layer(stack);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });

    let mut visits = JoinSet::new();
    for number in 0..SOCKETS {
        visits.spawn(visit(address, number));
        if visits.len() == AT_ONCE {
            visits.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(ended) = visits.join_next().await {
        ended.unwrap();
    }
    let begin = Instant::now();
    while capture.text().matches(r#""message":"websocket_closed""#).count() < SOCKETS {
        assert!(begin.elapsed() < PATIENCE, "some are not told");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    let mut told: HashMap<String, Vec<Value>> = HashMap::new();
    for line in capture.lines() {
        let line: Value = serde_json::from_str(&line).unwrap();
        told.entry(line["correlation_id"].as_str().unwrap().to_owned()).or_default().push(line);
    }
    assert_eq!(told.len(), SOCKETS);
    for number in 0..SOCKETS {
        let lines = &told[&format!("s-{number}")];
        assert_eq!(lines.len(), 2, "{lines:#?}");
        assert_eq!((&lines[0]["message"], &lines[0]["status_code"]), (&"request_completed".into(), &101.into()));
        let code = if number.is_multiple_of(2) { 1000 } else { 1006 };
        assert_eq!((&lines[1]["message"], &lines[1]["code"]), (&"websocket_closed".into(), &code.into()));
        assert!(lines.iter().all(|line| line["team_id"] == "acme"), "{lines:#?}");
    }
    assert!(active_requests(1).is_empty(), "nothing is left");
}
