//! Quiet routes and sampling take successes only: whatever failed, was refused, broke off or was slow is told.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use http::{Response, StatusCode};
use http_body_util::BodyExt;
use support::{Answer, Script, Step, Told, get, policy};
use tower::{Layer, Service, ServiceExt, service_fn};
use tracewell_http::{Expected, Route, TerminalLayer};

const REQUESTS: usize = 2000;

fn answer(status: u16, route: &str) -> Answer {
    let mut response = Response::new(Script::new([Step::Data("x")]));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response.extensions_mut().insert(Route::new(route));
    Ok(response)
}

async fn exchange(layer: TerminalLayer, status: u16, route: &'static str) {
    let service = layer.layer(service_fn(move |_| async move {
        tracing::info!(target: "tracewell::test", "inside");
        answer(status, route)
    }));
    let response = service.oneshot(get("/v1/items/7")).await.unwrap();
    response.into_body().collect().await.unwrap();
}

fn quiet() -> TerminalLayer {
    TerminalLayer::new(policy()).quiet_routes(["/health", "/v1/items/{id}"])
}

#[tokio::test]
async fn a_quiet_route_is_told_at_debug() {
    for (status, route, level) in [
        (200, "/v1/items/{id}", "DEBUG"),
        (304, "/v1/items/{id}", "DEBUG"),
        (200, "/v1/items", "INFO"),
        (404, "/v1/items/{id}", "INFO"),
        (500, "/v1/items/{id}", "ERROR"),
    ] {
        let told = Told::listen();
        exchange(quiet().sample_success(1.0), status, route).await;
        let end = told.terminal();
        assert_eq!((&end["level"], end.get("sample_rate")), (&level.into(), None), "{status} {route}");
    }
}

#[tokio::test]
async fn unless_it_is_slow() {
    let told = Told::listen();
    let service = quiet().sample_success(0.0).stall_after(Duration::from_millis(5)).layer(service_fn(async |_| {
        tokio::time::sleep(Duration::from_millis(20)).await;
        answer(200, "/health")
    }));
    let response = service.oneshot(get("/health")).await.unwrap();
    response.into_body().collect().await.unwrap();
    assert_eq!(told.terminal()["level"], "INFO");
}

#[tokio::test]
async fn a_quiet_stream_that_its_client_leaves_is_quiet_and_a_handler_that_never_answered_is_not() {
    let told = Told::listen();
    let service = quiet().layer(service_fn(async |_| answer(200, "/health")));
    drop(service.oneshot(get("/health")).await.unwrap());
    let end = told.terminal();
    assert_eq!((&end["message"], &end["level"]), (&"request_cancelled".into(), &"DEBUG".into()));

    let told = Told::listen();
    let mut service = quiet().layer(service_fn(async |_| std::future::pending::<Answer>().await));
    drop(service.call(get("/health")));
    assert_eq!(told.terminal()["level"], "INFO");
}

#[tokio::test]
async fn a_share_of_the_successes_is_kept_and_says_so() {
    let told = Told::listen();
    let layer = TerminalLayer::new(policy()).sample_success(0.25);
    for _ in 0..REQUESTS {
        // All under one id: what the caller sends decides nothing.
        exchange(layer.clone(), 200, "/v1/items/{id}").await;
    }
    let kept = told.named("request_completed");
    assert!(kept.iter().all(|end| end["level"] == "INFO" && end["sample_rate"] == 0.25));
    // Six standard deviations.
    assert!(kept.len().abs_diff(REQUESTS / 4) < 117, "{} of {REQUESTS}", kept.len());
    assert_eq!(told.named("inside").len(), REQUESTS, "what is told inside is told");
}

#[tokio::test]
async fn what_is_no_success_is_always_kept() {
    let never = || TerminalLayer::new(policy()).sample_success(0.0);
    let told = Told::listen();
    for status in [200, 204, 301] {
        exchange(never(), status, "/v1/items/{id}").await;
    }
    assert!(told.named("request_completed").is_empty());
    for (status, level) in [(400, "INFO"), (404, "INFO"), (500, "ERROR"), (503, "ERROR")] {
        let told = Told::listen();
        exchange(never(), status, "/v1/items/{id}").await;
        let end = told.terminal();
        assert_eq!((&end["level"], end.get("sample_rate")), (&level.into(), None), "{status}");
    }
    let told = Told::listen();
    let service = never().layer(service_fn(async |_| {
        let mut response = answer(503, "/ready")?;
        response.extensions_mut().insert(Expected);
        Ok::<_, std::convert::Infallible>(response)
    }));
    service.oneshot(get("/ready")).await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(told.terminal()["level"], "INFO");
    let told = Told::listen();
    let service = never().layer(service_fn(async |_| answer(200, "/")));
    drop(service.oneshot(get("/")).await.unwrap());
    assert_eq!(told.terminal()["message"], "request_cancelled");
}

#[tokio::test]
async fn a_share_that_is_none_keeps_all() {
    for share in [1.0, 7.0, f64::NAN, f64::INFINITY] {
        let told = Told::listen();
        exchange(TerminalLayer::new(policy()).sample_success(share), 200, "/").await;
        assert!(told.terminal().get("sample_rate").is_none());
    }
    let told = Told::listen();
    exchange(TerminalLayer::new(policy()).sample_success(-1.0), 200, "/").await;
    assert!(told.named("request_completed").is_empty());
}
