//! The same server over HTTP/2: requests share a connection, and each is told by itself.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::io;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::json;
use server::Server;
use tokio::net::TcpStream;

type Sender = SendRequest<Empty<bytes::Bytes>>;

async fn connect(server: &Server) -> Sender {
    let stream = TokioIo::new(TcpStream::connect(server.address()).await.unwrap());
    let (sender, connection) = handshake(TokioExecutor::new(), stream).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn request(path: &str) -> Request<Empty<bytes::Bytes>> {
    Request::get(format!("http://localhost{path}")).body(Empty::new()).unwrap()
}

fn app() -> Router {
    let events = || async {
        let chunks = stream::iter([Ok::<_, io::Error>("first")]).chain(stream::pending());
        Body::from_stream(chunks)
    };
    Router::new()
        .route("/hello/{name}", get(|| async { "hello" }))
        .route("/events", get(events))
        .route("/panic", get(panics))
}

async fn panics() -> &'static str {
    panic!("planned")
}

#[tokio::test]
async fn several_at_once() {
    let server = Server::start(app()).await;
    let sender = connect(&server).await;
    let asked = ["/hello/a", "/panic", "/nothing", "/hello/b"].map(|path| {
        let mut sender = sender.clone();
        async move {
            let response = sender.send_request(request(path)).await.unwrap();
            let (head, body) = response.into_parts();
            (head.status, head.headers["x-request-id"].clone(), body.collect().await.unwrap().to_bytes())
        }
    });
    let answers = futures_util::future::join_all(asked).await;
    let statuses: Vec<_> = answers.iter().map(|(status, ..)| status.as_u16()).collect();
    assert_eq!(statuses, [200, 500, 404, 200]);
    drop(sender);
    let lines = server.stop().await;
    assert_eq!((lines.ends().len(), lines.errors().len()), (4, 1));
    for (_, id, _) in answers {
        assert_eq!(lines.ends().iter().filter(|end| end["correlation_id"] == id.to_str().unwrap()).count(), 1);
    }
    assert_eq!(lines.only("request_failed")["path"], "/panic");
}

#[tokio::test]
async fn a_stream_that_the_client_resets_while_another_goes_on() {
    let server = Server::start(app()).await;
    let mut sender = connect(&server).await;
    let response = sender.send_request(request("/events")).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "first");
    drop(body);
    let end = server.log.wait_for_end("/events").await;
    assert_eq!((&end["message"], &end["phase"]), (&json!("request_cancelled"), &json!("body")));
    assert_eq!((&end["reason"], &end["response_bytes"]), (&json!("client_gone"), &json!(5)));
    let response = sender.send_request(request("/hello/c")).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "hello");
    drop(sender);
    assert_eq!(server.stop().await.ends().len(), 2);
}
