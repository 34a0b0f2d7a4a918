//! A handler that finds no room for a stream can say so as it is.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use http_body_util::BodyExt as _;
use support::team;
use tower::{Layer as _, ServiceExt as _};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::TerminalLayer;
use tracewell_messaging::{EventStream, Hub, SubscribeError};
use tracewell_redact::Policy;

fn service(hub: &Hub) -> Router {
    let hub = hub.clone();
    let handler = move |headers: HeaderMap| async move { EventStream::open(&hub, team("acme"), &headers) };
    Router::new().route("/events", get(handler))
}

#[tokio::test]
async fn no_room_is_503_with_problem_details() {
    let hub = Hub::builder().max_subscribers(1, 1).stats_every(None).build();
    let request = || Request::get("/events").header("x-request-id", "r-1").body(Body::empty()).unwrap();
    let stack = |router: Router| {
        CorrelationLayer::new(Policy::production()).layer(TerminalLayer::new(Policy::production()).layer(router))
    };
    let open = stack(service(&hub)).oneshot(request()).await.unwrap();
    assert_eq!(
        (open.status(), &open.headers()["content-type"]),
        (StatusCode::OK, &"text/event-stream".parse().unwrap())
    );

    let full = stack(service(&hub)).oneshot(request()).await.unwrap();
    assert_eq!(
        (full.status(), &full.headers()["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"3".parse().unwrap())
    );
    assert_eq!(full.headers()["content-type"], "application/problem+json");
    assert_eq!(full.extensions().get(), Some(&SubscribeError::Full));
    let body = full.into_body().collect().await.unwrap().to_bytes();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&problem["status"], &problem["title"]), (&503.into(), &"Service Unavailable".into()));
    assert_eq!((&problem["instance"], &problem["correlation_id"]), (&"urn:request:r-1".into(), &"r-1".into()));

    drop(open);
    hub.close();
    let closed = stack(service(&hub)).oneshot(request()).await.unwrap();
    assert_eq!(closed.extensions().get(), Some(&SubscribeError::Closed));
    assert_eq!(closed.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_team_that_has_its_share_is_429() {
    let hub = Hub::builder().max_subscribers(10, 1).stats_every(None).build();
    let request = || Request::get("/events").body(Body::empty()).unwrap();
    let _open = service(&hub).oneshot(request()).await.unwrap();
    let refused = service(&hub).oneshot(request()).await.unwrap();
    assert_eq!(
        (refused.status(), &refused.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"3".parse().unwrap())
    );
    assert_eq!(refused.extensions().get(), Some(&SubscribeError::TeamFull));
}
