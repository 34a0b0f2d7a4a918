//! Metrics arrive under the names, units, bounds and attributes of the semantic conventions, and a recorder beside sees
//! them as well.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use support::{Collector, any, text};
use tower::{ServiceExt, service_fn};
use tower_layer::Layer;
use tracewell_http::{Route, TerminalLayer};
use tracewell_otel::{Otel, Service};
use tracewell_redact::Policy;

async fn request(status: u16) {
    let service = TerminalLayer::new(Policy::production()).layer(service_fn(move |_: Request<()>| async move {
        let mut response = Response::new(Full::new(Bytes::from("item")));
        *response.status_mut() = status.try_into().unwrap();
        response.extensions_mut().insert(Route::new("/v1/items/{id}"));
        Ok::<_, Infallible>(response)
    }));
    let response = service.oneshot(Request::new(())).await.unwrap();
    response.into_body().collect().await.unwrap();
}

/// What another recorder gets of one counter.
#[derive(Default)]
struct Seen(AtomicU64);

impl CounterFn for Seen {
    fn increment(&self, value: u64) {
        self.0.fetch_add(value, Ordering::Relaxed);
    }

    fn absolute(&self, _: u64) {}
}

struct Other(Arc<Seen>);

impl Recorder for Other {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.0.clone())
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test]
async fn names_units_bounds_and_attributes_are_the_conventions() {
    let collector = Collector::grpc();
    let settings = collector.settings(&[("OTEL_TRACES_EXPORTER", "none")]);
    let otel = Otel::start(&settings, &Service::new("orders", "1.4.0"), &Policy::production()).unwrap();
    let recorder = otel.recorder().unwrap();
    let seen = Arc::new(Seen::default());
    assert!(recorder.beside(Other(seen.clone())) && !recorder.beside(Other(seen.clone())));
    metrics::set_global_recorder(recorder).unwrap();
    metrics::counter!("messages_dropped_total", "drop_reason" => "stale").increment(3);
    metrics::gauge!("sse_subscribers_active").set(2.5);
    let mail = ["alice", "example.com"].join("@");
    metrics::counter!("labelled", "who" => mail.clone(), "api_key" => "k-1").increment(1);
    request(200).await;
    request(500).await;
    assert!(otel.shutdown(Duration::from_secs(10)));
    assert_eq!((otel.dropped(), seen.0.load(Ordering::Relaxed)), (0, 4));

    let received = collector.received.lock().unwrap();
    assert!(received.traces.is_empty());
    let duration = received.metric("http.server.request.duration");
    assert_eq!(duration.unit, "s");
    let Some(Data::Histogram(histogram)) = duration.data else { panic!("{duration:?}") };
    assert_eq!(histogram.data_points.len(), 2);
    for point in &histogram.data_points {
        assert_eq!(point.explicit_bounds, tracewell_names::metric::DURATION_BOUNDS_SECONDS);
        assert_eq!(point.bucket_counts.iter().sum::<u64>(), point.count);
        let attributes = text(&point.attributes);
        assert_eq!(attributes["http.route"], "/v1/items/{id}");
        assert_eq!(attributes["http.request.method"], "GET");
        assert_eq!((&*attributes["url.scheme"], &*attributes["network.protocol.version"]), ("http", "1.1"));
        let error = attributes.get("error.type").map(String::as_str);
        match attributes["http.response.status_code"].as_str() {
            "#200" => assert_eq!(error, None),
            "#500" => assert_eq!(error, Some("500")),
            other => panic!("{other}"),
        }
    }
    let active = received.metric("http.server.active_requests");
    assert_eq!(active.unit, "{request}");
    let Some(Data::Sum(sum)) = active.data else { panic!("{active:?}") };
    assert!(!sum.is_monotonic);
    assert_eq!(sum.data_points[0].value, Some(Value::AsInt(0)));
    assert_eq!(text(&sum.data_points[0].attributes)["url.scheme"], "http");
    let dropped = received.metric("messages_dropped_total");
    let Some(Data::Sum(sum)) = dropped.data else { panic!("{dropped:?}") };
    assert!(sum.is_monotonic && sum.data_points[0].value == Some(Value::AsInt(3)));
    assert_eq!(any(sum.data_points[0].attributes[0].value.as_ref().unwrap()), "stale");
    let subscribers = received.metric("sse_subscribers_active");
    let Some(Data::Gauge(gauge)) = subscribers.data else { panic!("{subscribers:?}") };
    assert_eq!(gauge.data_points[0].value, Some(Value::AsDouble(2.5)));
    let lost = received.metric("telemetry_dropped_total");
    let Some(Data::Sum(sum)) = lost.data else { panic!("{lost:?}") };
    assert_eq!(sum.data_points.len(), 3);
    assert!(!received.holds(&mail) && !received.holds("k-1"));
}
