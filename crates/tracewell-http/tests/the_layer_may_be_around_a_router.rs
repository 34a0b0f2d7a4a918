//! The terminal layer around an axum router, which tells its routes by a layer of its own.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use serde_json::json;
use support::Told;
use tower::Service;
use tower_layer::Layer;
use tracewell_correlation::{CorrelationLayer, CorrelationService, UuidV7};
use tracewell_http::axum::RouteLayer;
use tracewell_http::{TerminalLayer, TerminalService};
use tracewell_redact::{Mode, Policy};

fn service() -> CorrelationService<TerminalService<Router>, UuidV7> {
    let router = Router::new().route("/items/{id}", get(async || "item")).layer(RouteLayer::new());
    let policy = Policy::production();
    CorrelationLayer::new(policy.clone()).layer(TerminalLayer::new(policy).layer(router))
}

fn request(path: &str) -> Request<Body> {
    Request::get(path).header("x-request-id", "r-1").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn it_knows_the_route() {
    let told = Told::listen();
    let response = service().call(request("/items/7")).await.unwrap();
    axum::body::to_bytes(Body::new(response.into_body()), 99).await.unwrap();
    let end = told.terminal();
    assert_eq!((&end["message"], &end["route"]), (&json!("request_completed"), &json!("/items/{id}")));
}

#[tokio::test]
async fn no_route_is_no_route() {
    let told = Told::listen();
    let response = service().call(request("/nowhere")).await.unwrap();
    assert_eq!(response.status(), 404);
    drop(response);
    assert_eq!(told.terminal().get("route"), None);
}

#[tokio::test]
async fn a_request_that_nobody_polls_is_told() {
    let told = Told::listen();
    drop(service().call(request("/items/7")));
    let end = told.terminal();
    assert_eq!((&end["message"], &end["phase"]), (&json!("request_cancelled"), &json!("handler")));
}

#[tokio::test]
async fn a_request_without_context_passes() {
    let mut router = Router::new().route("/items/{id}", get(async || "item")).layer(RouteLayer::new());
    assert_eq!(router.call(request("/items/7")).await.unwrap().status(), 200);
}

#[tokio::test]
async fn it_hides_what_the_route_hides_for_the_handler_too() {
    let told = Told::listen();
    let policy = Policy::builder(Mode::Production).personal_param("ip").build().unwrap();
    let routes = RouteLayer::new().policy(policy.clone());
    let handler = async || {
        let path = tracewell_context::current().unwrap().path().unwrap().to_owned();
        tracing::info!(target: "tracewell::test", path, "inside");
    };
    let router = Router::new().route("/v1/geo/{ip}", get(handler)).layer(routes);
    let mut service = CorrelationLayer::new(policy.clone()).layer(TerminalLayer::new(policy).layer(router));
    let response = service.call(request("/v1/geo/203.0.113.7")).await.unwrap();
    axum::body::to_bytes(Body::new(response.into_body()), 99).await.unwrap();
    assert_eq!(told.named("inside")[0]["path"], "/v1/geo/[REDACTED]");
    assert_eq!(told.terminal()["path"], "/v1/geo/[REDACTED]");
}
