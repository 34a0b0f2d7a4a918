//! A WebSocket on plain hyper, as docs/websockets.md has it: the upgrade by hand, the protocol by tokio-tungstenite.
#![cfg(feature = "websocket")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use support::{Told, policy};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};
use tokio_tungstenite::{WebSocketStream, connect_async};
use tower::{ServiceBuilder, ServiceExt};
use tracewell_context::{FutureExt as _, Principal, TeamId, current};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::websocket::{OpenSocket, Seen, WatchedSocket};
use tracewell_http::{Route, TerminalLayer};

fn switching(headers: &HeaderMap) -> Response<Empty<Bytes>> {
    let accept = derive_accept_key(headers["sec-websocket-key"].as_bytes());
    let response = Response::builder().status(StatusCode::SWITCHING_PROTOCOLS);
    let response = response.header(header::CONNECTION, "upgrade").header(header::UPGRADE, "websocket");
    response.header(header::SEC_WEBSOCKET_ACCEPT, accept).body(Empty::new()).unwrap()
}

async fn echo(mut request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    tracewell_context::bind(Principal::new(TeamId::new("acme").unwrap())).unwrap();
    let open = OpenSocket::begin();
    let context = open.context().clone();
    let upgrade = hyper::upgrade::on(&mut request);
    let refuses = request.uri().path() == "/refused";
    let work = async move {
        let Ok(upgraded) = upgrade.await else { return };
        let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
        let mut socket = WatchedSocket::new(open, socket, |message| match message {
            Message::Text(_) | Message::Binary(_) => Seen::Data,
            Message::Close(frame) => Seen::Close(frame.as_ref().map(|frame| frame.code.into())),
            _ => Seen::Control,
        });
        while let Some(Ok(message)) = socket.recv().await {
            assert!(current().is_some());
            if matches!(message, Message::Text(_)) && socket.send(message).await.is_err() {
                return;
            }
        }
    };
    tokio::spawn(work.in_context(context));
    if refuses {
        return Ok(Response::builder().status(StatusCode::FORBIDDEN).body(Empty::new()).unwrap());
    }
    Ok(switching(request.headers()))
}

async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stack = ServiceBuilder::new()
            .map_request(|mut request: Request<Incoming>| {
                request.extensions_mut().insert(Route::new("/plain"));
                request
            })
            .layer(CorrelationLayer::new(policy()))
            .layer(TerminalLayer::new(policy()))
            .service(tower::service_fn(echo));
        let service = service_fn(move |request| stack.clone().oneshot(request));
        let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let _ = connection.with_upgrades().await;
    });
    format!("ws://{address}")
}

async fn closed(told: &Told) -> serde_json::Map<String, serde_json::Value> {
    let closed = timeout(Duration::from_secs(10), async {
        while told.named("websocket_closed").is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
    });
    closed.await.unwrap();
    sleep(Duration::from_millis(20)).await;
    let mut closed = told.named("websocket_closed");
    assert_eq!(closed.len(), 1);
    let (closed, upgrade) = (closed.remove(0), told.terminal());
    assert_eq!(upgrade["message"], "request_completed");
    for line in [&closed, &upgrade] {
        assert_eq!((&line["correlation_id"], &line["team_id"]), (&upgrade["correlation_id"], &"acme".into()));
        assert_eq!((&line["route"], &line["level"]), (&"/plain".into(), &"INFO".into()));
    }
    closed
}

#[tokio::test]
async fn its_messages_and_its_code() {
    let told = Told::listen();
    let (mut client, response) = connect_async(serve().await).await.unwrap();
    assert!(response.headers().contains_key("x-request-id"));
    client.send(Message::text("a")).await.unwrap();
    assert_eq!(client.next().await.unwrap().unwrap(), Message::text("a"));
    client.close(Some(CloseFrame { code: CloseCode::Away, reason: "".into() })).await.unwrap();
    while client.next().await.is_some() {}
    let closed = closed(&told).await;
    assert_eq!((&closed["messages"], &closed["code"]), (&2.into(), &1001.into()));
    assert_eq!(told.terminal()["status_code"], 101);
}

#[tokio::test]
async fn an_upgrade_that_does_not_come_about() {
    let told = Told::listen();
    assert!(connect_async(format!("{}/refused", serve().await)).await.is_err());
    let closed = closed(&told).await;
    assert_eq!((&closed["messages"], &closed["code"]), (&0.into(), &1006.into()));
    assert_eq!(told.terminal()["status_code"], 403);
}
