//! An upgrade is a request that is completed with 101; the socket is told once more when it closes.
#![cfg(feature = "websocket")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message as Own, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value};
use support::{Told, policy};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tower::Layer;
use tracewell_context::{Principal, TeamId, current};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::TerminalLayer;
use tracewell_http::axum::RouteLayer;
use tracewell_http::websocket::WebSocketUpgradeExt;

async fn echo(upgrade: WebSocketUpgrade) -> Response {
    tracewell_context::bind(Principal::new(TeamId::new("acme").unwrap())).unwrap();
    upgrade.watch(|mut socket| async move {
        while let Some(Ok(message)) = socket.recv().await {
            match message {
                Own::Text(text) if text == "close" => {
                    let frame = CloseFrame { code: 4001, reason: "asked".into() };
                    socket.send(Own::Close(Some(frame))).await.unwrap();
                }
                Own::Text(text) if text == "panic" => panic!("planned"),
                message @ (Own::Text(_) | Own::Binary(_)) => {
                    tracing::info!(target: "tracewell::test", message = "echoed");
                    if socket.send(message).await.is_err() {
                        return;
                    }
                }
                _ => {}
            }
        }
        assert!(current().is_some());
    })
}

async fn serve() -> SocketAddr {
    let routes = Router::new().route("/ws/{room}", any(echo)).layer(RouteLayer::new());
    let stack = CorrelationLayer::new(policy()).layer(TerminalLayer::new(policy()).layer(routes));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().fallback_service(stack);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect() -> Client {
    let (client, response) = connect_async(format!("ws://{}/ws/blue", serve().await)).await.unwrap();
    assert_eq!(response.status(), 101);
    assert!(response.headers().contains_key("x-request-id"));
    client
}

/// The one `websocket_closed`, once it is there.
async fn closed(told: &Told) -> Map<String, Value> {
    let closed = timeout(Duration::from_secs(5), async {
        while told.named("websocket_closed").is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
    });
    closed.await.unwrap();
    sleep(Duration::from_millis(20)).await;
    let mut closed = told.named("websocket_closed");
    assert_eq!(closed.len(), 1);
    let upgrade = told.terminal();
    assert_eq!((&upgrade["message"], &upgrade["status_code"]), (&"request_completed".into(), &101.into()));
    let closed = closed.remove(0);
    assert_eq!(closed["correlation_id"], upgrade["correlation_id"]);
    assert_eq!((&closed["level"], &closed["route"]), (&"INFO".into(), &"/ws/{room}".into()));
    assert_eq!(closed["team_id"], "acme");
    assert!(closed["duration_ms"].is_number());
    closed
}

#[tokio::test]
async fn messages_are_counted_and_the_first_close_code_told() {
    let told = Told::listen();
    let mut client = connect().await;
    for message in [Message::text("a"), Message::binary(vec![1, 2])] {
        client.send(message).await.unwrap();
        assert!(client.next().await.unwrap().is_ok());
    }
    client.send(Message::Ping("p".into())).await.unwrap();
    client.close(None).await.unwrap();
    while client.next().await.is_some() {}
    let closed = closed(&told).await;
    assert_eq!((&closed["messages"], &closed["code"]), (&4.into(), &1005.into()));
    let inside = told.named("echoed");
    assert_eq!(inside.len(), 2);
    assert_eq!(inside[0]["correlation_id"], closed["correlation_id"]);
}

#[tokio::test]
async fn a_code_is_the_one_of_the_side_that_closed() {
    let told = Told::listen();
    let mut client = connect().await;
    client.send(Message::text("close")).await.unwrap();
    while client.next().await.is_some() {}
    assert_eq!(closed(&told).await["code"], 4001);
}

#[tokio::test]
async fn the_client_s_code_is_told() {
    let told = Told::listen();
    let mut client = connect().await;
    let frame = tokio_tungstenite::tungstenite::protocol::CloseFrame { code: CloseCode::Away, reason: "".into() };
    client.close(Some(frame)).await.unwrap();
    while client.next().await.is_some() {}
    assert_eq!(closed(&told).await["code"], 1001);
}

#[tokio::test]
async fn a_client_that_vanishes_is_1006() {
    let told = Told::listen();
    let client = connect().await;
    sleep(Duration::from_millis(20)).await;
    drop(client);
    let closed = closed(&told).await;
    assert_eq!((&closed["messages"], &closed["code"]), (&0.into(), &1006.into()));
}

#[tokio::test]
async fn a_socket_whose_work_panics_is_closed_all_the_same() {
    let told = Told::listen();
    let mut client = connect().await;
    client.send(Message::text("panic")).await.unwrap();
    while client.next().await.is_some_and(|message| message.is_ok()) {}
    assert_eq!(closed(&told).await["code"], 1006);
}
