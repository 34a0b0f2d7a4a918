//! Over real connections: exactly one terminal event per request, with the route that matched.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::io;

use axum::Router;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::routing::{get, post};
use futures_util::stream;
use serde_json::json;
use server::Server;

/// A body whose length nobody knows ahead.
fn streamed(chunks: &'static [&'static str]) -> Body {
    Body::from_stream(stream::iter(chunks.iter().map(|chunk| Ok::<_, io::Error>(*chunk))))
}

#[tokio::test]
async fn an_ordinary_request() {
    let server = Server::start(Router::new().route("/v1/items/{id}", get(|| async { "hello" }))).await;
    let response = server.get("/v1/items/7?page=2").await;
    assert_eq!((response.status, &*response.body), (200, "hello"));
    let id = response.header("x-request-id").unwrap().to_owned();
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_completed"), &json!("INFO")));
    assert_eq!(end["correlation_id"], id);
    assert_eq!((&end["method"], &end["path"]), (&json!("GET"), &json!("/v1/items/7")));
    assert_eq!(end["route"], "/v1/items/{id}");
    assert_eq!((&end["status_code"], &end["response_bytes"]), (&json!(200), &json!(5)));
    assert!(end["ttfb_ms"].as_f64() <= end["duration_ms"].as_f64());
    assert!(!lines.everything().contains("page"), "no query anywhere");
    assert_eq!(lines.of("/v1/items/7").len(), 1);
}

#[tokio::test]
async fn head_on_a_route_for_get() {
    let server = Server::start(Router::new().route("/item", get(|| async { "hello" }))).await;
    let mut client = server.connect().await;
    client.request("HEAD", "/item", &[], "").await;
    let head = client.head().await;
    assert_eq!((head.status, head.header("content-length")), (200, Some("5")));
    // Nothing but the next head comes on this connection: there was no body.
    assert_eq!(client.get("/item").await.body, "hello");
    drop(client);
    let lines = server.stop().await;
    let ends = lines.ends();
    assert_eq!(ends.len(), 2);
    assert_eq!((&ends[0]["message"], &ends[0]["method"]), (&json!("request_completed"), &json!("HEAD")));
    assert_eq!((&ends[0]["route"], &ends[0]["response_bytes"]), (&json!("/item"), &json!(0)));
}

#[tokio::test]
async fn head_of_what_is_not_there() {
    let server = Server::start(Router::new()).await;
    let mut client = server.connect().await;
    client.request("HEAD", "/nothing", &[], "").await;
    assert_eq!(client.head().await.status, 404);
    assert_eq!(client.get("/nothing").await.status, 404, "the connection is still in step");
    drop(client);
    let lines = server.stop().await;
    assert_eq!(lines.ends().len(), 2);
    assert!(lines.ends().iter().all(|end| end["message"] == "request_completed"), "{}", lines.text());
}

#[tokio::test]
async fn no_route() {
    let server = Server::start(Router::new().route("/item", get(|| async {}))).await;
    let response = server.get("/nothing/here").await;
    assert_eq!(response.status, 404);
    let problem = response.problem();
    assert_eq!(problem["title"], "Not Found");
    assert_eq!(problem.len(), 5, "{problem:?}");
    let lines = server.stop().await;
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_completed"), &json!("INFO")));
    assert_eq!((&end["status_code"], end.get("route")), (&json!(404), None));
    assert_eq!(end["response_bytes"], response.body.len());
    let reason = lines.only("http_exception_4xx");
    assert_eq!((&reason["level"], &reason["status_code"]), (&json!("DEBUG"), &json!(404)));
    assert!(reason.contains_key("error_type") && reason.contains_key("error_message"));
    assert!(!reason.contains_key("route"));
}

#[tokio::test]
async fn a_method_that_is_not_allowed() {
    let server = Server::start(Router::new().route("/item", get(|| async {}))).await;
    let mut client = server.connect().await;
    client.request("DELETE", "/item", &[], "").await;
    let response = client.response().await;
    assert_eq!((response.status, response.header("allow")), (405, Some("GET,HEAD")));
    assert_eq!(response.problem()["title"], "Method Not Allowed");
    drop(client);
    let lines = server.stop().await;
    assert_eq!((&lines.end()["status_code"], &lines.end()["route"]), (&json!(405), &json!("/item")));
    assert_eq!(lines.named("http_exception_4xx").len(), 1);
}

#[tokio::test]
async fn a_method_that_nobody_knows() {
    let server = Server::start(Router::new().route("/item", get(|| async {}))).await;
    let mut client = server.connect().await;
    client.request("FROBNICATE", "/item", &[], "").await;
    assert_eq!(client.response().await.status, 405);
    drop(client);
    assert_eq!(server.stop().await.end()["method"], "FROBNICATE");
}

#[tokio::test]
async fn a_stream_that_is_read_to_its_end() {
    let chunks = &["one", "two", "three"];
    let server = Server::start(Router::new().route("/stream", get(|| async { streamed(chunks) }))).await;
    let response = server.get("/stream").await;
    assert_eq!((&*response.body, response.whole), ("onetwothree", true));
    assert_eq!(response.header("transfer-encoding"), Some("chunked"));
    let lines = server.stop().await;
    assert_eq!((&lines.end()["message"], &lines.end()["response_bytes"]), (&json!("request_completed"), &json!(11)));
}

#[tokio::test]
async fn a_stream_of_announced_length() {
    let answer = || async { ([(header::CONTENT_LENGTH, "6")], streamed(&["one", "two"])) };
    let server = Server::start(Router::new().route("/stream", get(answer))).await;
    assert_eq!(server.get("/stream").await.body, "onetwo");
    let lines = server.stop().await;
    assert_eq!((&lines.end()["message"], &lines.end()["response_bytes"]), (&json!("request_completed"), &json!(6)));
}

#[tokio::test]
async fn answers_without_a_body() {
    // A body that would never end, which the server has no reason to poll.
    let endless = || Body::from_stream(stream::pending::<Result<&str, io::Error>>());
    let app = Router::new()
        .route("/204", get(move || async move { (StatusCode::NO_CONTENT, endless()) }))
        .route("/304", get(move || async move { (StatusCode::NOT_MODIFIED, endless()) }))
        .route("/empty", get(|| async { Body::empty() }))
        .route("/stream-of-nothing", get(|| async { streamed(&[]) }));
    let server = Server::start(app).await;
    let mut client = server.connect().await;
    for (path, status) in [("/204", 204), ("/304", 304), ("/empty", 200), ("/stream-of-nothing", 200)] {
        assert_eq!(client.get(path).await.status, status);
    }
    drop(client);
    let lines = server.stop().await;
    let ends = lines.ends();
    assert_eq!(ends.len(), 4);
    for end in ends {
        assert_eq!((&end["message"], &end["response_bytes"]), (&json!("request_completed"), &json!(0)), "{end:?}");
    }
}

#[tokio::test]
async fn several_on_one_connection() {
    let server = Server::start(Router::new().route("/{number}", get(|| async { "hello" }))).await;
    let mut client = server.connect().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(client.get(&format!("/{number}")).await.header("x-request-id").unwrap().to_owned());
    }
    drop(client);
    let lines = server.stop().await;
    let ends = lines.ends();
    assert_eq!(ends.iter().map(|end| end["correlation_id"].as_str().unwrap()).collect::<Vec<_>>(), ids);
    for (number, end) in ends.iter().enumerate() {
        assert_eq!((&end["path"], &end["route"]), (&json!(format!("/{number}")), &json!("/{number}")));
    }
}

#[tokio::test]
async fn several_sent_at_once() {
    let server = Server::start(Router::new().route("/{number}", get(|| async { "hello" }))).await;
    let mut client = server.connect().await;
    let requests =
        (0..5).map(|number| format!("GET /{number} HTTP/1.1\r\nhost: x\r\nx-request-id: r-{number}\r\n\r\n"));
    client.send(requests.collect::<String>()).await;
    for number in 0..5 {
        assert_eq!(client.response().await.header("x-request-id"), Some(&*format!("r-{number}")));
    }
    drop(client);
    let lines = server.stop().await;
    let ends: Vec<_> = lines.ends().iter().map(|end| end["correlation_id"].clone()).collect();
    assert_eq!(ends, ["r-0", "r-1", "r-2", "r-3", "r-4"]);
}

#[tokio::test]
async fn bodies_of_requests_in_both_framings() {
    let server = Server::start(Router::new().route("/echo", post(|body: String| async { body }))).await;
    let mut client = server.connect().await;
    client.request("POST", "/echo", &[], "of known length").await;
    assert_eq!(client.response().await.body, "of known length");
    client.request("POST", "/echo", &["transfer-encoding: chunked"], "").await;
    client.send("3\r\nin \r\n").await;
    client.send("6\r\nchunks\r\n0\r\n\r\n").await;
    assert_eq!(client.response().await.body, "in chunks");
    drop(client);
    let lines = server.stop().await;
    assert_eq!(lines.ends().len(), 2);
    assert!(lines.ends().iter().all(|end| end["message"] == "request_completed"));
    assert!(!lines.text().contains("chunks") && !lines.text().contains("known"), "no body anywhere");
}

#[tokio::test]
async fn a_body_that_nobody_reads() {
    let server = Server::start(Router::new().route("/ignore", post(|| async { "no thanks" }))).await;
    let mut client = server.connect().await;
    client.request("POST", "/ignore", &[], &"x".repeat(100_000)).await;
    assert_eq!(client.response().await.body, "no thanks");
    drop(client);
    assert_eq!(server.stop().await.end()["message"], "request_completed");
}

#[tokio::test]
async fn an_old_client_that_closes_after_each() {
    let server = Server::start(Router::new().route("/", get(|| async { "hello" }))).await;
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.0\r\n\r\n").await;
    assert_eq!(client.head().await.status, 200);
    assert_eq!(client.bytes(5).await, "hello");
    assert!(client.is_closed().await);
    assert_eq!(server.stop().await.end()["message"], "request_completed");
}

#[tokio::test]
async fn what_is_no_http_is_no_request() {
    let server = Server::start(Router::new()).await;
    let mut client = server.connect().await;
    client.send("this is no request\r\n\r\n").await;
    assert_eq!(client.head().await.status, 400);
    drop(client);
    assert!(server.stop().await.ends().is_empty());
}

#[tokio::test]
async fn the_route_is_the_whole_template() {
    let teams = Router::new().route("/{team}/items/{id}", get(|| async {})).route("/", get(|| async {}));
    let app = Router::new()
        .nest("/v1", Router::new().nest("/teams", teams))
        .route("/files/{*path}", get(|| async {}))
        .fallback(|| async { (StatusCode::NOT_FOUND, "nothing here") });
    let server = Server::start(app).await;
    let mut client = server.connect().await;
    for path in ["/v1/teams/acme/items/7", "/v1/teams", "/files/a/b", "/elsewhere", "/v1/elsewhere"] {
        client.get(path).await;
    }
    drop(client);
    let lines = server.stop().await;
    let told: Vec<_> = lines.ends().into_iter().map(|end| (end["path"].as_str().unwrap(), end.get("route"))).collect();
    assert_eq!(
        told,
        [
            ("/v1/teams/acme/items/7", Some(&json!("/v1/teams/{team}/items/{id}"))),
            ("/v1/teams", Some(&json!("/v1/teams"))),
            ("/files/a/b", Some(&json!("/files/{*path}"))),
            ("/elsewhere", None),
            ("/v1/elsewhere", None),
        ]
    );
}

#[tokio::test]
async fn events_of_the_handler_carry_method_path_and_route() {
    let handler = || async {
        tracing::info!(status_code = 7, "inside");
        "hello"
    };
    let server = Server::start(Router::new().route("/v1/items/{id}", get(handler))).await;
    server.get("/v1/items/7").await;
    let lines = server.stop().await;
    let inside = lines.only("inside");
    assert_eq!((&inside["method"], &inside["path"]), (&json!("GET"), &json!("/v1/items/7")));
    assert_eq!(inside["route"], "/v1/items/{id}");
    assert_eq!(inside["correlation_id"], lines.end()["correlation_id"]);
}
