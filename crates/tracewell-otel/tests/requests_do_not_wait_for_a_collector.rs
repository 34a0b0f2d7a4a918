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

/// Requests under way to a collector, a round of them at a time.
struct Requests {
    otel: Otel,
    subscriber: tracing::Dispatch,
    rounds: Vec<(u128, u128)>,
}

impl Requests {
    fn to(behaviour: Behaviour) -> Self {
        let collector = Collector::http();
        collector.behave(behaviour);
        let policy = Policy::production();
        let otel = Otel::start(&collector.settings(&[]), &Service::new("orders", "1"), &policy).unwrap();
        let sink = Redact::new(policy, otel.layer().unwrap());
        let subscriber = tracing_subscriber::registry().with(sink).into();
        Self { otel, subscriber, rounds: Vec::new() }
    }

    /// Median and 99th percentile of one round, in nanoseconds.
    fn round(&mut self, runtime: &tokio::runtime::Runtime) {
        let policy = Policy::production();
        let service = ServiceBuilder::new()
            .layer(CorrelationLayer::new(policy.clone()))
            .layer(TerminalLayer::new(policy).span(true))
            .service(service_fn(|_: Request<()>| async {
                tracing::info!(status_code = 7, "looked_up");
                Ok::<_, Infallible>(Response::new(Full::new(Bytes::from("item"))))
            }));
        let _in_force = tracing::dispatcher::set_default(&self.subscriber);
        let mut times: Vec<u128> = (0..500)
            .map(|_| {
                let begun = Instant::now();
                runtime.block_on(async {
                    let response = service.clone().oneshot(Request::new(())).await.unwrap();
                    response.into_body().collect().await.unwrap();
                });
                begun.elapsed().as_nanos()
            })
            .collect();
        times.sort_unstable();
        self.rounds.push((times[times.len() / 2], times[times.len() * 99 / 100]));
    }

    /// Of the calmest rounds: what else the machine does is in the others.
    fn percentiles(&self) -> (u128, u128) {
        let least = |of: fn(&(u128, u128)) -> u128| self.rounds.iter().map(of).min().unwrap();
        (least(|round| round.0), least(|round| round.1))
    }
}

#[test]
fn percentiles_are_those_with_a_live_one() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut live, mut hanging) = (Requests::to(Behaviour::Accept), Requests::to(Behaviour::Hang));
    for _ in 0..24 {
        // In turns, so that both see the same machine.
        live.round(&runtime);
        hanging.round(&runtime);
    }
    let ((live_50, live_99), (hanging_50, hanging_99)) = (live.percentiles(), hanging.percentiles());
    println!("live {live_50} and {live_99} ns, hanging {hanging_50} and {hanging_99} ns");
    assert!(hanging.otel.dropped() > 0, "it hangs indeed: its queue is full");
    assert!(hanging_50 * 2 < live_50 * 3, "p50: {hanging_50} and {live_50} ns");
    assert!(hanging_99 < live_99 * 2 + 100_000, "p99: {hanging_99} and {live_99} ns");
    for requests in [live, hanging] {
        requests.otel.shutdown(Duration::from_millis(100));
    }
}
