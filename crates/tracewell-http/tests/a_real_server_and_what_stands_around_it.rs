//! Over real connections: time-outs, fallbacks, proxies, upgrades and services that fail around the layer or inside of it.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::io;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::error_handling::{HandleError, HandleErrorLayer};
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::stream;
use hyper_util::rt::TokioIo;
use serde_json::json;
use server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::timeout::TimeoutLayer;
use tower::{BoxError, ServiceBuilder, service_fn};
use tracewell_correlation::{CorrelationLayer, TrustedProxies};
use tracewell_http::{ClientAddr, TerminalLayer};
use tracewell_redact::Policy;

/// A body whose length nobody knows ahead.
fn streamed(chunks: &'static [&'static str]) -> Body {
    Body::from_stream(stream::iter(chunks.iter().map(|chunk| Ok::<_, io::Error>(*chunk))))
}

#[tokio::test]
async fn a_body_of_the_fallback_stays_as_it_is() {
    let app = Router::new().fallback(|| async { (StatusCode::NOT_FOUND, "nothing here") });
    let server = Server::start(app).await;
    let response = server.get("/elsewhere").await;
    assert_eq!((response.status, &*response.body), (404, "nothing here"));
    assert_eq!(server.stop().await.end()["status_code"], 404);
}

#[tokio::test]
async fn a_timeout_inside_the_layers() {
    let timeout = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(|_: BoxError| async { StatusCode::GATEWAY_TIMEOUT }))
        .layer(TimeoutLayer::new(Duration::from_millis(20)));
    let app = Router::new().route("/slow", get(std::future::pending::<()>)).layer(timeout);
    let server = Server::start(app).await;
    let response = server.get("/slow").await;
    assert_eq!(response.problem()["title"], "Gateway Timeout");
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["status_code"]), (&json!("request_completed"), &json!(504)));
    assert_eq!(end["level"], "ERROR", "nobody has told of it");
}

#[tokio::test]
async fn a_timeout_around_the_layers() {
    let stack = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(|_: BoxError| async { StatusCode::GATEWAY_TIMEOUT }))
        .layer(TimeoutLayer::new(Duration::from_millis(20)))
        .layer(CorrelationLayer::new(Policy::production()))
        .layer(TerminalLayer::new(Policy::production()));
    let server = Server::serve(Router::new().route("/slow", get(std::future::pending::<()>)).layer(stack)).await;
    assert_eq!(server.get("/slow").await.status, 504);
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["phase"]), (&json!("request_cancelled"), &json!("handler")));
    assert_eq!((&end["level"], &end["route"]), (&json!("INFO"), &json!("/slow")));
}

#[tokio::test]
async fn a_service_whose_error_somebody_answers() {
    let broken = service_fn(|_: Request| async { Err::<Response<Body>, _>(io::Error::other("no backend")) });
    let answered =
        HandleError::new(broken, |error: io::Error| async move { (StatusCode::BAD_GATEWAY, error.to_string()) });
    let server = Server::start(Router::new().route_service("/backend", answered)).await;
    assert_eq!(server.get("/backend").await.status, 502);
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["status_code"]), (&json!("request_completed"), &json!(502)));
    assert_eq!((&end["level"], lines.errors().len()), (&json!("ERROR"), 1), "the one ERROR line is this one");
}

#[tokio::test]
async fn a_router_that_has_the_layer_already() {
    async fn panics() -> &'static str {
        panic!("planned")
    }
    let inner = Router::new()
        .route("/good", get(|| async { streamed(&["hello"]) }))
        .route("/panic", get(panics))
        .layer(TerminalLayer::new(Policy::production()));
    let server =
        Server::start(Router::new().nest("/inner", inner).layer(TerminalLayer::new(Policy::production()))).await;
    let mut client = server.connect().await;
    assert_eq!(client.get("/inner/good").await.body, "hello");
    assert_eq!(client.get("/inner/panic").await.status, 500);
    assert_eq!(client.get("/inner/nothing").await.problem()["title"], "Not Found");
    drop(client);
    let lines = server.stop().await;
    let ends: Vec<_> = lines.ends().iter().map(|end| (end["message"].clone(), end["path"].clone())).collect();
    assert_eq!(
        ends,
        [
            (json!("request_completed"), json!("/inner/good")),
            (json!("request_failed"), json!("/inner/panic")),
            (json!("request_completed"), json!("/inner/nothing")),
        ],
    );
    assert_eq!((lines.errors().len(), lines.named("http_exception_4xx").len()), (1, 1), "{}", lines.text());
}

#[tokio::test]
async fn the_client_is_the_peer_or_whom_a_trusted_proxy_names() {
    let who = || async { tracewell_context::current().unwrap().client_addr().unwrap().to_string() };
    for (proxies, client) in [("", "127.0.0.1"), ("127.0.0.0/8", "203.0.113.9")] {
        let proxies = TrustedProxies::parse(proxies).unwrap();
        let layer = TerminalLayer::new(Policy::production()).client_addr(ClientAddr::default().proxies(proxies));
        let server = Server::serve(Router::new().route("/", get(who)).layer(layer)).await;
        let mut connection = server.connect().await;
        connection.request("GET", "/", &["x-forwarded-for: 6.6.6.6, 203.0.113.9"], "").await;
        assert_eq!(connection.response().await.body, client);
        drop(connection);
        assert!(!server.stop().await.everything().contains("6.6.6.6"));
    }
}

/// Switches to a protocol that echoes what it gets, until the client closes.
async fn upgrade(mut request: Request) -> impl IntoResponse {
    let upgraded = hyper::upgrade::on(&mut request);
    tracewell_context::spawn(async move {
        let mut stream = TokioIo::new(upgraded.await.unwrap());
        let mut byte = [0];
        while let Ok(1..) = stream.read(&mut byte).await {
            stream.write_all(&byte).await.unwrap();
        }
        tracing::info!("upgraded connection closed");
    });
    let mut headers = HeaderMap::new();
    headers.insert(header::CONNECTION, "upgrade".parse().unwrap());
    headers.insert(header::UPGRADE, "echo".parse().unwrap());
    (StatusCode::SWITCHING_PROTOCOLS, headers)
}

#[tokio::test]
async fn an_upgrade() {
    let server = Server::start(Router::new().route("/echo", get(upgrade))).await;
    let mut client = server.connect().await;
    client.request("GET", "/echo", &["connection: upgrade", "upgrade: echo"], "").await;
    let head = client.head().await;
    assert_eq!((head.status, head.header("upgrade")), (101, Some("echo")));
    assert!(head.header("x-request-id").is_some());
    client.send("ping").await;
    assert_eq!(client.bytes(4).await, "ping");
    drop(client);
    let closed =
        server.log.wait_for("end of the upgraded connection", |line| line["message"] == "upgraded connection closed");
    assert_eq!(closed.await["correlation_id"], head.header("x-request-id").unwrap());
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["status_code"]), (&json!("request_completed"), &json!(101)));
    assert_eq!((&end["level"], &end["route"]), (&json!("INFO"), &json!("/echo")));
}

/// Panics when it is asked for its length.
struct Asked;

impl http_body::Body for Asked {
    type Data = bytes::Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<io::Result<http_body::Frame<bytes::Bytes>>>> {
        std::task::Poll::Ready(None)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        panic!("planned")
    }
}

#[tokio::test]
async fn a_body_that_panics_when_asked() {
    let app = Router::new().route("/asked", get(|| async { Response::new(Body::new(Asked)) }));
    let server = Server::start(app).await;
    assert_eq!(server.get("/asked").await.problem()["title"], "Internal Server Error");
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["error_type"]), (&json!("request_failed"), &json!("panic")));
    assert_eq!((&end["status_code"], &end["route"]), (&json!(500), &json!("/asked")));
    assert_eq!(lines.named("unhandled_exception").len(), 1);
}
