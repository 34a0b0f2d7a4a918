//! Behind an ingress that nobody configured: one warning, no limit by its address, and a window that counts on.
#![cfg(feature = "limit")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse;
use http::{Request, StatusCode};
use tower::{Service, ServiceBuilder, ServiceExt, service_fn};
use tracewell_correlation::TrustedProxies;
use tracewell_http::{ClientAddr, PeerAddr, TerminalLayer};
use tracewell_redact::Policy;
use tracewell_security::{LimitLayer, Security, SecurityLayer, Subject, Thresholds};

use support::Log;

fn request(peer: &str, forwarded: Option<&str>) -> Request<Body> {
    let mut request = Request::new(Body::empty());
    request.extensions_mut().insert(PeerAddr(format!("{peer}:5000").parse().unwrap()));
    if let Some(forwarded) = forwarded {
        request.headers_mut().insert("x-forwarded-for", forwarded.parse().unwrap());
    }
    request
}

/// The statuses of requests that would all be 401.
async fn statuses(security: &Security, proxies: &str, requests: Vec<Request<Body>>) -> Vec<u16> {
    let client = ClientAddr::default().proxies(TrustedProxies::parse(proxies).unwrap());
    let mut service = ServiceBuilder::new()
        .layer(TerminalLayer::new(Policy::production()).client_addr(client))
        .layer(SecurityLayer::new(security.clone()))
        .layer(LimitLayer::new(security.clone(), NonZeroU32::MIN, Duration::from_secs(3600)))
        .service(service_fn(async |_: Request<Body>| {
            Ok::<_, Infallible>((StatusCode::UNAUTHORIZED, Body::empty()).into_response())
        }));
    let mut statuses = Vec::new();
    for request in requests {
        statuses.push(service.ready().await.unwrap().call(request).await.unwrap().status().as_u16());
    }
    statuses
}

fn security(configured: bool) -> Security {
    let thresholds = Thresholds::default().host(2);
    Security::builder(Policy::production()).thresholds(thresholds).proxies_configured(configured).build()
}

#[tokio::test]
async fn it_is_told_once_and_stands_for_nobody() {
    let log = Log::listen();
    let security = security(false);
    let requests = (0..20).map(|n| request("10.0.0.7", Some(&format!("203.0.113.{n}")))).collect();
    assert_eq!(statuses(&security, "", requests).await, [401; 20]);
    let [warning] = &log.named("config_invalid")[..] else { panic!("one warning: {}", log.text()) };
    assert_eq!((&warning["level"], &warning["variable"]), (&"WARN".into(), &"TRUSTED_PROXIES".into()));
    // Its window counts all the same, whatever the header says.
    assert_eq!(security.tracker().count(&Subject::Host([10, 0, 0, 7].into())), 20);
    assert_eq!(log.named("abuse_signal_host").len(), 1);
}

#[tokio::test]
async fn a_forged_header_from_outside_is_no_way_around() {
    let log = Log::listen();
    let security = security(false);
    let requests = (0..5).map(|n| request("203.0.113.9", Some(&format!("198.51.100.{n}")))).collect();
    assert_eq!(statuses(&security, "", requests).await, [401, 401, 401, 429, 429]);
    assert!(log.named("config_invalid").is_empty());
    assert_eq!(security.tracker().count(&Subject::Host([203, 0, 113, 9].into())), 5);
}

#[tokio::test]
async fn a_configured_one_says_whose_request_it_is() {
    let log = Log::listen();
    let security = security(true);
    let requests = (0..5).map(|_| request("10.0.0.7", Some("6.6.6.6, 203.0.113.9"))).collect();
    assert_eq!(statuses(&security, "10.0.0.0/8", requests).await, [401, 401, 401, 429, 429]);
    assert!(log.named("config_invalid").is_empty());
    assert_eq!(security.tracker().count(&Subject::Host([203, 0, 113, 9].into())), 5);
    assert_eq!(security.tracker().count(&Subject::Host([6, 6, 6, 6].into())), 0);
}

#[tokio::test]
async fn a_proxy_of_ones_own_that_does_not_say_whom_it_stands_for_is_limited_for_nobody() {
    let log = Log::listen();
    let security = security(true);
    // It says so in a header that is not believed, or not at all.
    let mut requests: Vec<_> = (0..10).map(|_| request("10.0.0.7", Some("unknown"))).collect();
    requests.extend((0..10).map(|n| {
        let mut request = request("10.0.0.7", None);
        request.headers_mut().insert("forwarded", format!("for=203.0.113.{n}").parse().unwrap());
        request
    }));
    assert_eq!(statuses(&security, "10.0.0.0/8", requests).await, [401; 20]);
    assert!(log.named("config_invalid").is_empty(), "it is configured");
    // Of whom it does say it, each has an own limit, also one in the same network.
    let of = |host: &str| (0..4).map(|_| request("10.0.0.7", Some(host))).collect::<Vec<_>>();
    for host in ["203.0.113.9", "192.168.1.9", "192.168.1.10:4711", "[fd00::1]"] {
        let requests = of(host);
        assert_eq!(statuses(&security, "10.0.0.0/8", requests).await[2..], [401, 429], "{host}");
    }
}
