//! gRPC over a real HTTP/2 connection: the status in header or trailer decides how the call is told.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, Response, header};
use axum::routing::post;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use server::{Line, Lines, Server};
use tokio::net::TcpStream;

type Frames = Vec<Result<Frame<Bytes>, Infallible>>;

async fn connect(server: &Server) -> SendRequest<Full<Bytes>> {
    let stream = TokioIo::new(TcpStream::connect(server.address()).await.unwrap());
    let (sender, connection) = handshake(TokioExecutor::new(), stream).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn call() -> Request<Full<Bytes>> {
    let request = Request::post("http://localhost/shop.Orders/Place").header(header::CONTENT_TYPE, "application/grpc");
    request.header("x-request-id", "r-7").header("te", "trailers").body(Full::from("asked")).unwrap()
}

fn trailers(status: &[u8]) -> Frame<Bytes> {
    Frame::trailers(HeaderMap::from_iter([("grpc-status".parse().unwrap(), HeaderValue::from_bytes(status).unwrap())]))
}

fn grpc(body: Body) -> Response<Body> {
    Response::builder().header(header::CONTENT_TYPE, "application/grpc").body(body).unwrap()
}

fn frames(frames: Frames) -> Response<Body> {
    grpc(Body::new(StreamBody::new(stream::iter(frames))))
}

/// What the client got: the status of headers or trailers, and the data, if the call came to its end.
#[derive(Debug)]
struct Called {
    http: u16,
    id: HeaderValue,
    status: Option<HeaderValue>,
    data: Option<Bytes>,
}

async fn called(handler: impl Fn() -> Response<Body> + Clone + Send + Sync + 'static) -> (Called, Lines) {
    let handler = async move || handler();
    let server = Server::start(Router::new().route("/shop.Orders/Place", post(handler))).await;
    let mut sender = connect(&server).await;
    let (head, body) = sender.send_request(call()).await.unwrap().into_parts();
    let collected = body.collect().await.ok();
    let from = |headers: &HeaderMap| headers.get("grpc-status").cloned();
    let called = Called {
        http: head.status.as_u16(),
        id: head.headers["x-request-id"].clone(),
        status: collected.as_ref().and_then(|body| body.trailers().and_then(from)).or_else(|| from(&head.headers)),
        data: collected.map(http_body_util::Collected::to_bytes),
    };
    drop(sender);
    (called, server.stop().await)
}

fn end_of(lines: &Lines) -> (Value, Value, Value) {
    let end: &Line = lines.end();
    assert_eq!((&end["correlation_id"], &end["route"]), (&json!("r-7"), &json!("/shop.Orders/Place")));
    let status = end.get("grpc_status").cloned().unwrap_or_default();
    (end["message"].clone(), end["level"].clone(), status)
}

#[tokio::test]
async fn by_the_trailers() {
    for (status, message, level, code) in [
        (&b"0"[..], "request_completed", "INFO", 0),
        (b"1", "request_cancelled", "INFO", 1),
        (b"5", "request_completed", "INFO", 5),
        (b"16", "request_completed", "INFO", 16),
        (b"2", "request_completed", "ERROR", 2),
        (b"4", "request_completed", "ERROR", 4),
        (b"13", "request_completed", "ERROR", 13),
        (b"14", "request_completed", "ERROR", 14),
        (b"200", "request_completed", "ERROR", 2),
        (b"\xff", "request_completed", "ERROR", 2),
    ] {
        let answer = move || frames(vec![Ok(Frame::data(Bytes::from("item"))), Ok(trailers(status))]);
        let (called, lines) = called(answer).await;
        assert_eq!((called.http, &*called.data.unwrap()), (200, &b"item"[..]));
        assert_eq!(called.id, "r-7", "metadata is headers");
        assert_eq!(end_of(&lines), (json!(message), json!(level), json!(code)), "{status:?}");
        assert_eq!((&lines.end()["status_code"], &lines.end()["response_bytes"]), (&json!(200), &json!(4)));
    }
}

#[tokio::test]
async fn by_the_headers_of_an_answer_without_a_body() {
    for (status, message, level) in
        [(5, "request_completed", "INFO"), (13, "request_completed", "ERROR"), (1, "request_cancelled", "INFO")]
    {
        let answer = move || {
            let mut response = grpc(Body::empty());
            response.headers_mut().insert("grpc-status", HeaderValue::from(status));
            response
        };
        let (_, lines) = called(answer).await;
        assert_eq!(end_of(&lines), (json!(message), json!(level), json!(status)));
    }
}

#[tokio::test]
async fn by_nothing_where_none_came() {
    // Whatever length the body has told: what counts is behind it.
    let (_, lines) = called(|| grpc(Body::from("item"))).await;
    assert_eq!(end_of(&lines), (json!("request_completed"), json!("ERROR"), json!(2)));

    let (_, lines) = called(|| {
        let mut response = grpc(Body::from("item"));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc-web+proto"));
        response
    })
    .await;
    assert_eq!(
        end_of(&lines),
        (json!("request_completed"), json!("INFO"), Value::Null),
        "its trailers are in its body"
    );
}

#[tokio::test]
async fn a_lie_in_the_headers_is_corrected_by_the_trailers() {
    let answer = || {
        let mut response = frames(vec![Ok(Frame::data(Bytes::from("item"))), Ok(trailers(b"15"))]);
        response.headers_mut().insert("grpc-status", HeaderValue::from_static("0"));
        response
    };
    assert_eq!(end_of(&called(answer).await.1), (json!("request_completed"), json!("ERROR"), json!(15)));
}

#[tokio::test]
async fn whatever_else_the_trailers_say() {
    const HUGE: &[u8] = &[b'9'; 6000];
    let secret = ["jane.doe", "example.org"].join("@");
    for (pairs, level, code) in [
        (vec![("grpc-status", HUGE)], "ERROR", 2),
        (vec![("x-other", &b"0"[..])], "ERROR", 2),
        (vec![], "ERROR", 2),
        // As clients read them: the first of two.
        (vec![("grpc-status", &b"0"[..]), ("grpc-status", &b"13"[..])], "INFO", 0),
        (vec![("grpc-status", &b"13"[..]), ("grpc-status", &b"0"[..])], "ERROR", 13),
        (vec![("grpc-message", &b"mail%0a%7B%22level%22 to "[..]), ("grpc-status", &b"13"[..])], "ERROR", 13),
    ] {
        let message = secret.clone();
        let answer = move || {
            let mut trailers = HeaderMap::new();
            for (name, value) in &pairs {
                let value = if *name == "grpc-message" { &[value, message.as_bytes()].concat() } else { *value };
                trailers.append(*name, HeaderValue::from_bytes(value).unwrap());
            }
            frames(vec![Ok(Frame::data(Bytes::from("item"))), Ok(Frame::trailers(trailers))])
        };
        let (_, lines) = called(answer).await;
        assert_eq!(end_of(&lines), (json!("request_completed"), json!(level), json!(code)));
        let told = format!("{lines:?}");
        assert!(!told.contains(&secret) && !told.contains("mail"), "{told}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_grpc_is_judged_as_http() {
    let answer = || Response::builder().status(404).body(Body::from("not here")).unwrap();
    let (called, lines) = called(answer).await;
    assert_eq!(called.http, 404);
    assert_eq!(end_of(&lines), (json!("request_completed"), json!("INFO"), Value::Null));
}

#[tokio::test]
async fn a_panic_in_the_handler() {
    let (called, lines) = called(|| panic!("planned")).await;
    assert_eq!((called.http, called.status.unwrap(), called.id), (200, "13".parse().unwrap(), "r-7".parse().unwrap()));
    assert!(called.data.unwrap().is_empty());
    assert_eq!(end_of(&lines), (json!("request_failed"), json!("WARN"), json!(13)));
    assert_eq!(lines.only("unhandled_exception")["error_message"], "planned");
    assert_eq!(lines.errors().len(), 1);
}

#[tokio::test]
async fn a_panic_in_the_body() {
    let answer = || {
        let first = stream::iter([Ok::<_, Infallible>(Frame::data(Bytes::from("item")))]);
        let frames = first.chain(stream::poll_fn(|_| panic!("planned")));
        grpc(Body::new(StreamBody::new(frames)))
    };
    let (called, lines) = called(answer).await;
    assert_eq!((called.status.unwrap(), &*called.data.unwrap()), ("13".parse::<HeaderValue>().unwrap(), &b"item"[..]));
    assert_eq!(end_of(&lines), (json!("request_failed"), json!("WARN"), json!(13)));
    assert_eq!(lines.errors().len(), 1);
}

#[tokio::test]
async fn a_client_that_goes_before_the_trailers_came() {
    let answer = async || {
        let first = stream::iter([Ok::<_, Infallible>(Frame::data(Bytes::from("item")))]);
        grpc(Body::new(StreamBody::new(first.chain(stream::pending()))))
    };
    let server = Server::start(Router::new().route("/shop.Orders/Place", post(answer))).await;
    let mut sender = connect(&server).await;
    let mut body = sender.send_request(call()).await.unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "item");
    drop(body);
    let end = server.log.wait_for_end("/shop.Orders/Place").await;
    assert_eq!((&end["message"], &end["reason"]), (&json!("request_cancelled"), &json!("client_gone")));
    assert!(!end.contains_key("grpc_status"), "nothing is made up");
    drop(sender);
    server.stop().await;
}
