//! A recorder that is installed when requests have been served, and one that is there for a while: each gets what comes
//! while it is there.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt;
use http::{Request, Response};
use http_body_util::BodyExt;
use metrics::{Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use support::{Answer, Script, Step, get, policy};
use tower::{Layer, Service, service_fn};
use tracewell_http::TerminalLayer;

/// Counts what was recorded of durations.
#[derive(Clone, Default)]
struct Counts(Arc<Count>);

#[derive(Default)]
struct Count(AtomicUsize);

impl HistogramFn for Count {
    fn record(&self, _: f64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Counts {
    fn seen(&self) -> usize {
        self.0.0.load(Ordering::Relaxed)
    }
}

impl Recorder for Counts {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::clone(&self.0))
    }
}

fn serve() {
    let answer = async |_: Request<()>| -> Answer { Ok(Response::new(Script::new([Step::Data("x")]))) };
    let mut service = TerminalLayer::new(policy()).layer(service_fn(answer));
    let response = service.call(get("/")).now_or_never().unwrap().unwrap();
    response.into_body().collect().now_or_never().unwrap().unwrap();
}

#[test]
fn each_has_what_came_while_it_was_there() {
    serve();
    let (first, second, late) = (Counts::default(), Counts::default(), Counts::default());
    metrics::with_local_recorder(&first, serve);
    metrics::with_local_recorder(&second, serve);
    serve();
    metrics::set_global_recorder(late.clone()).unwrap();
    serve();
    serve();
    assert_eq!((first.seen(), second.seen(), late.seen()), (1, 1, 2));
}
