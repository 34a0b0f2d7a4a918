//! No token and no header's value is in an event, wherever a client puts it.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;

use axum::body::Body;
use axum::response::IntoResponse;
use http::{Request, StatusCode};
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tracewell_context::{Identity, Principal, TeamId};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::TerminalLayer;
use tracewell_redact::Policy;
use tracewell_security::{Denial, Security, SecurityEvent, SecurityLayer, Violation};

use support::Log;

/// A token as one vendor makes them, put together here.
fn token() -> String {
    let tail = (1..=36_u32).map(|n| char::from_digit(n.pow(3) % 37 % 36, 36).unwrap());
    "ghp_".chars().chain(tail).collect()
}

#[tokio::test]
async fn wherever_it_is_put() {
    let log = Log::listen();
    let token = token();
    let opaque = format!("opaque-{}", token.len() * 7919);
    let security = Security::new(Policy::production());
    let (inner, secret) = (security.clone(), token.clone());
    let service = ServiceBuilder::new()
        .layer(CorrelationLayer::new(Policy::production()))
        .layer(TerminalLayer::new(Policy::production()))
        .layer(SecurityLayer::new(security))
        .service(service_fn(move |request: Request<Body>| {
            let caller = Identity::verified(Principal::new(TeamId::new("acme").unwrap()));
            let team = request.uri().path().rsplit('/').next().unwrap().to_owned();
            let _ = inner.require_team(&caller, &team);
            let event = SecurityEvent::new(Violation::InputAttack)
                .user(&secret)
                .jti(&secret)
                .requested_team(&secret)
                .error_detail(format_args!("the token {secret} was refused"));
            inner.record(event.clone());
            let denial: Denial = event.into();
            async move { Ok::<_, Infallible>((denial, StatusCode::FORBIDDEN).into_response()) }
        }));
    let request = Request::builder()
        .uri(format!("/v1/teams/{token}?access_token={opaque}"))
        .header("authorization", format!("Bearer {opaque}"))
        .header("cookie", format!("session={opaque}"))
        .header("x-api-key", &opaque)
        .header("x-forwarded-for", &opaque)
        .body(Body::empty())
        .unwrap();
    assert_eq!(service.oneshot(request).await.unwrap().status(), 403);
    assert!(log.violations().contains(&"cross_tenant_access".to_owned()), "{}", log.text());
    assert!(!log.text().contains(&token) && !log.text().contains(&opaque), "{}", log.text());
    for part in [&token[..12], &token[20..]] {
        assert!(!log.text().contains(part), "{part}: {}", log.text());
    }
    // Said in the place of what was taken out.
    let noticed = log.named("security_event").into_iter().find(|line| line["violation"] == "input_attack").unwrap();
    assert_eq!(noticed["error_detail"], "the token [REDACTED:github_token] was refused");
    assert_eq!(noticed["user_id"], "[REDACTED:github_token]");
    assert!(!noticed.contains_key("jti_prefix"));
}
