//! A recorder of metrics that panics, wherever it can: every request is answered and told all the same.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use futures_util::FutureExt;
use http::{Request, Response};
use http_body_util::BodyExt;
use metrics::{
    Counter, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
    with_local_recorder,
};
use support::{Answer, Script, Step, Told, get, policy};
use tower::{Layer, Service, service_fn};
use tracewell_http::TerminalLayer;

#[derive(Clone, Copy, PartialEq)]
enum At {
    Making,
    Begin,
    End,
    Duration,
    MakingDuration,
}

struct Broken(At);

impl GaugeFn for Broken {
    fn increment(&self, _: f64) {
        assert!(self.0 != At::Begin, "planned");
    }
    fn decrement(&self, _: f64) {
        assert!(self.0 != At::End, "planned");
    }
    fn set(&self, _: f64) {}
}

impl HistogramFn for Broken {
    fn record(&self, _: f64) {
        assert!(self.0 != At::Duration, "planned");
    }
}

impl Recorder for Broken {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        assert!(self.0 != At::Making, "planned");
        Gauge::from_arc(Arc::new(Broken(self.0)))
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        assert!(self.0 != At::MakingDuration, "planned");
        Histogram::from_arc(Arc::new(Broken(self.0)))
    }
}

async fn answer(_: Request<()>) -> Answer {
    Ok(Response::new(Script::new([Step::Data("x")])))
}

async fn hangs(_: Request<()>) -> Answer {
    std::future::pending().await
}

#[test]
fn answered_and_given_up() {
    // All of them at once, so that each has a place of its own.
    let all = [At::Making, At::Begin, At::End, At::Duration, At::MakingDuration].map(Broken);
    for recorder in &all {
        let told = Told::listen();
        with_local_recorder(recorder, || {
            let mut service = TerminalLayer::new(policy()).layer(service_fn(answer));
            let response = service.call(get("/")).now_or_never().unwrap().unwrap();
            assert_eq!(response.into_body().collect().now_or_never().unwrap().unwrap().to_bytes(), "x");
        });
        assert_eq!(told.terminal()["message"], "request_completed");
        drop(told);
        let told = Told::listen();
        with_local_recorder(recorder, || {
            let mut service = TerminalLayer::new(policy()).layer(service_fn(hangs));
            assert!(service.call(get("/")).now_or_never().is_none());
        });
        assert_eq!(told.terminal()["message"], "request_cancelled");
    }
}
