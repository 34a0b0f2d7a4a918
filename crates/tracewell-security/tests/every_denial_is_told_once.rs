//! One denial, one event: whoever refuses, whatever it says of itself, however layers are stacked.
#![cfg(all(feature = "axum", feature = "limit"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse;
use http::{Method, Request, Response, StatusCode};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tracewell_context::{Identity, Principal, TeamId, UserId};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::{PeerAddr, TerminalLayer};
use tracewell_redact::Policy;
use tracewell_security::{
    AppViolation, Denial, LimitLayer, Security, SecurityEvent, SecurityLayer, Thresholds, Violation,
};

use support::Log;

fn security() -> Security {
    Security::builder(Policy::production()).thresholds(Thresholds::default().host(3)).build()
}

fn request() -> Request<Body> {
    let mut request = Request::new(Body::empty());
    request.extensions_mut().insert(PeerAddr("203.0.113.77:5000".parse().unwrap()));
    request
}

/// A service that answers as told, in a whole stack with the security layer twice.
async fn answer<F>(security: &Security, request: Request<Body>, answer: F) -> StatusCode
where
    F: Fn() -> Response<Body> + Clone,
{
    let layer = || SecurityLayer::new(security.clone());
    let service = ServiceBuilder::new()
        .layer(CorrelationLayer::new(Policy::production()))
        .layer(TerminalLayer::new(Policy::production()))
        .layer(layer())
        .layer(layer())
        .service(service_fn(move |_: Request<Body>| {
            let response = answer();
            async move { Ok::<_, Infallible>(response) }
        }));
    service.oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn an_answer_that_says_nothing_is_told_by_its_status() {
    let log = Log::listen();
    let security = security();
    let with = |value: &'static str| {
        let mut request = request();
        request.headers_mut().insert("authorization", value.parse().unwrap());
        request
    };
    for (request, status) in [
        (request(), 401),
        (with("Bearer x"), 401),
        (with("Bearer x"), 403),
        (request(), 429),
        (request(), 404),
        (request(), 200),
        (request(), 500),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(answer(&security, request, move || status.into_response()).await, status);
    }
    assert_eq!(log.violations(), ["token_missing", "token_invalid", "permission_denied", "rate_limited"]);
    let first = &log.named("security_event")[0];
    for (name, value) in [
        ("level", "DEBUG"),
        ("category", "authentication"),
        ("severity", "low"),
        ("owasp", "authn_login_fail"),
        ("method", "GET"),
        ("path", "/"),
        ("client_host", "203.0.113.0"),
        ("target", "tracewell::security"),
    ] {
        assert_eq!(first[name], value, "{name}");
    }
    assert_eq!(first["status_code"], 401);
    assert!(first["correlation_id"].is_string());
}

#[tokio::test]
async fn an_answer_that_names_its_code_is_told_by_it() {
    const GUESSING: Violation = Violation::Application(match AppViolation::new("shop.coupon_guessing") {
        Ok(own) => own.denies(403),
        Err(_) => panic!("a code"),
    });
    let log = Log::listen();
    let security = security();
    let event = SecurityEvent::new(Violation::TokenExpired).error_type("expired").jti("0193a7c2-1f5e-7cc1");
    for denial in [Denial::from(event), GUESSING.into(), Violation::CsrfFailed.into()] {
        let response = move || (StatusCode::FORBIDDEN, denial.clone(), "no").into_response();
        assert_eq!(answer(&security, request(), response).await, 403);
    }
    assert_eq!(log.violations(), ["token_expired", "shop.coupon_guessing", "csrf_failed"]);
    let expired = &log.named("security_event")[0];
    assert_eq!((&expired["jti_prefix"], &expired["error_type"]), (&"0193a7c2".into(), &"expired".into()));
    // By itself it answers with its own status.
    assert_eq!(Denial::new(Violation::TokenExpired).into_response().status(), 401);
}

#[tokio::test]
async fn what_a_guard_refused_is_not_told_again() {
    let log = Log::listen();
    let security = security();
    let team = TeamId::new("acme").unwrap();
    let caller = Identity::verified(Principal::new(team).user(UserId::new("u-1").unwrap())).roles(["reader"]);
    for guard in 0..4 {
        let (security, caller) = (security.clone(), caller.clone());
        let inner = security.clone();
        let handler = move || {
            tracewell_context::bind(caller.principal().clone()).unwrap();
            let refused = match guard {
                0 => inner.require_team(&caller, "globex"),
                1 => inner.require_team_of_stream(&caller, "globex"),
                2 => inner.require_role(&caller, "auditor"),
                // The handler has an answer of its own.
                _ => {
                    return inner
                        .require_team(&caller, "x\n\u{202e}y")
                        .map_or(StatusCode::FORBIDDEN, |()| StatusCode::OK)
                        .into_response();
                }
            };
            refused.unwrap_err().into_response()
        };
        assert_eq!(answer(&security, request(), handler).await, 403);
    }
    assert!(security.require_team(&caller, "acme").is_ok() && security.require_role(&caller, "reader").is_ok());
    let expected = ["cross_tenant_access", "cross_tenant_sse_access", "permission_denied", "cross_tenant_access"];
    assert_eq!(log.violations(), expected);
    let first = &log.named("security_event")[0];
    assert_eq!(
        (&first["requested_team_id"], &first["team_id"], &first["user_id"]),
        (&"globex".into(), &"acme".into(), &"u-1".into())
    );
    assert_eq!((&first["level"], &first["status_code"]), (&"WARN".into(), &403.into()));
    assert!(!log.text().contains('\u{202e}'));
}

#[tokio::test]
async fn what_was_noticed_before_is_not_the_denial() {
    let log = Log::listen();
    let security = security();
    let inner = security.clone();
    let handler = move || {
        inner.record(Violation::InputAttack);
        StatusCode::FORBIDDEN.into_response()
    };
    assert_eq!(answer(&security, request(), handler).await, 403);
    assert_eq!(log.violations(), ["input_attack", "permission_denied"]);
}

#[tokio::test]
async fn a_cross_site_request_is_told_as_one() {
    let log = Log::listen();
    let layer = SecurityLayer::new(security())
        .classify(|extensions| extensions.get::<ProtectionError>().map(|_| Denial::new(Violation::CsrfFailed)));
    let csrf = CsrfLayer::new().add_trusted_origin("https://example.com").unwrap();
    let service = ServiceBuilder::new()
        .layer(layer)
        .layer(csrf)
        .service(service_fn(async |_: Request<Body>| Ok::<_, Infallible>(Response::new(Body::empty()))));
    let mut request = request();
    *request.method_mut() = Method::POST;
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(service.oneshot(request).await.unwrap().status(), 403);
    // No layer opened a context here: the method is known all the same.
    assert_eq!(log.violations(), ["csrf_failed"]);
    assert_eq!(log.named("security_event")[0]["method"], "POST");
}

#[tokio::test]
async fn whoever_gave_a_signal_is_slowed_down_and_nobody_else() {
    let log = Log::listen();
    let security = security();
    let limit = LimitLayer::new(security.clone(), NonZeroU32::new(2).unwrap(), Duration::from_secs(3600));
    let mut service = ServiceBuilder::new()
        .layer(CorrelationLayer::new(Policy::production()))
        .layer(TerminalLayer::new(Policy::production()))
        .layer(SecurityLayer::new(security))
        .layer(limit)
        .service(service_fn(async |_: Request<Body>| {
            Ok::<_, Infallible>((StatusCode::UNAUTHORIZED, Body::empty()).into_response())
        }));
    let mut statuses = Vec::new();
    for _ in 0..7 {
        let response = service.ready().await.unwrap().call(request()).await.unwrap();
        if response.status() == 429 {
            let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=3601).contains(&wait), "{wait}");
        }
        statuses.push(response.status().as_u16());
    }
    // Three give the signal, two are in the quota, the rest is too much.
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
    let mut other = request();
    other.extensions_mut().insert(PeerAddr("203.0.113.78:5000".parse().unwrap()));
    assert_eq!(service.ready().await.unwrap().call(other).await.unwrap().status(), 401);
    assert_eq!(log.named("abuse_signal_host").len(), 1);
    assert_eq!(log.violations().iter().filter(|code| *code == "rate_limited").count(), 2);
    assert_eq!(log.named("security_event").len(), 8);
}

#[tokio::test]
async fn events_are_counted_also_where_nobody_reads_them() {
    // Without any subscriber: nothing but the metric is left, and it must not panic.
    let security = security();
    let _ = SecurityLayer::new(security.clone())
        .layer(service_fn(async |_: Request<Body>| Ok::<_, Infallible>(Response::new(Body::empty()))));
    security.record(SecurityEvent::new(Violation::AuditDisabled));
    std::thread::spawn(move || security.record(Violation::LoginFailed)).join().unwrap();
}
