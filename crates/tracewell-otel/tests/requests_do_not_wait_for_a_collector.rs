//! Requests take as long with a collector that hangs, or is not there, as with one that answers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use support::{Behaviour, Collector};
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::TerminalLayer;
use tracewell_otel::{Otel, Service};
use tracewell_redact::{Policy, Redact};
use tracing_subscriber::layer::SubscriberExt;

/// Median and 99th percentile of requests, in nanoseconds.
fn percentiles(behaviour: Behaviour) -> (u128, u128) {
    let collector = Collector::http();
    collector.behave(behaviour);
    let policy = Policy::production();
    let otel = Otel::start(&collector.settings(&[]), &Service::new("orders", "1"), &policy).unwrap();
    let sink = Redact::new(policy.clone(), otel.layer().unwrap());
    let _in_force = tracing::subscriber::set_default(tracing_subscriber::registry().with(sink));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let service = ServiceBuilder::new()
        .layer(CorrelationLayer::new(policy.clone()))
        .layer(TerminalLayer::new(policy).span(true))
        .service(service_fn(|_: Request<()>| async {
            tracing::info!(status_code = 7, "looked_up");
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from("item"))))
        }));
    let mut times: Vec<u128> = (0..6000)
        .map(|_| {
            let begun = Instant::now();
            runtime.block_on(async {
                let response = service.clone().oneshot(Request::new(())).await.unwrap();
                response.into_body().collect().await.unwrap();
            });
            begun.elapsed().as_nanos()
        })
        .collect();
    otel.shutdown(Duration::from_millis(100));
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

#[test]
fn medians_are_those_with_a_live_one() {
    let (live, live_99) = percentiles(Behaviour::Accept);
    let (hanging, hanging_99) = percentiles(Behaviour::Hang);
    println!("live {live} and {live_99} ns, hanging {hanging} and {hanging_99} ns");
    // Far from any wait; the ratios are measured elsewhere, in a release build.
    assert!(hanging < live * 3 + 1_000_000, "{hanging} and {live} ns");
    assert!(hanging_99 < live_99 * 5 + 5_000_000, "{hanging_99} and {live_99} ns");
}
