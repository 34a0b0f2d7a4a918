//! The layer around hyper-util's client, over real connections: the same events and errors as the wrapper's.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use support::server::Server;
use support::{Told, assert_none_of, planted};
use tower::{Layer, ServiceExt};
use tracewell_client::{ClientLayer, ErrorKind};
use tracewell_context::{Context, CorrelationId, FutureExt as _};
use tracewell_redact::Policy;

fn get(url: String) -> Request<Full<Bytes>> {
    Request::get(url).header("x-api-key", planted("header")).body(Full::default()).unwrap()
}

#[tokio::test]
async fn answers_and_failures() {
    let told = Told::listen(&Policy::production());
    let server = Server::start().await;
    let transport = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let client = ClientLayer::new("hyper").policy(Policy::production()).layer(transport);
    let context = Context::new(CorrelationId::new("r-1").unwrap());

    let url = server.url(&format!("/echo?key={}", planted("query")));
    let response = client.clone().oneshot(get(url)).in_context(context).await.unwrap();
    let echoed: Value = serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap();
    assert_eq!(echoed["x-request-id"], "r-1");
    let end = told.end();
    assert_eq!(
        (&end["service"], &end["status_code"], &end["correlation_id"]),
        (&json!("hyper"), &json!(200), &json!("r-1"))
    );

    let response = client.clone().oneshot(get(server.url("/reset"))).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(told.responses()[1]["error_type"], "connection_closed");

    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = client.oneshot(get(format!("http://{free}/?key={}", planted("query")))).await.unwrap_err();
    assert!(error.is_connect());
    assert_eq!(told.errors()[0]["error_type"], "unreachable");
    assert_none_of(&[planted("query"), planted("header")], &format!("{} {error} {error:?}", told.everything()));
}
