//! Spans and records of real requests reach a collector under their conventional names, over either protocol.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use support::{Collector, text};
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tracewell_context::{Principal, TeamId, UserId, active_trace, bind};
use tracewell_correlation::{BaggageKeys, CorrelationLayer, TrustedProxies, propagate};
use tracewell_http::{ClientAddr, PeerAddr, Route, TerminalLayer, peer};
use tracewell_otel::{Otel, Service};
use tracewell_redact::{Policy, Redact};
use tracing_subscriber::layer::SubscriberExt;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

/// A request through the layers that a service has.
async fn request(peer_address: &str, method: &str, traceparent: Option<&str>, status: u16) -> http::HeaderMap {
    request_with(peer_address, method, traceparent, status, "vendor=1,other=2", &[]).await
}

async fn request_with(
    peer_address: &str,
    method: &str,
    traceparent: Option<&str>,
    status: u16,
    state: &str,
    baggage: &[&str],
) -> http::HeaderMap {
    let (sent, next) = tokio::sync::oneshot::channel();
    let sent = std::sync::Mutex::new(Some(sent));
    let policy = Policy::production();
    let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
    let baggage = BaggageKeys::new(baggage, &policy);
    let terminal = TerminalLayer::new(policy.clone()).client_addr(ClientAddr::new(peer).proxies(proxies)).span(true);
    let service = ServiceBuilder::new().layer(CorrelationLayer::new(policy)).layer(terminal.baggage(baggage)).service(
        service_fn(|_: Request<()>| async {
            let principal = Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("u-1").unwrap());
            bind(principal).unwrap();
            tracing::info!(status_code = 7, "looked_up");
            tracing::info!(path = "/own", route = "/own", correlation_id = "other", "names_its_own");
            let mut headers = http::HeaderMap::new();
            propagate(&mut headers);
            sent.lock().unwrap().take().unwrap().send(headers).unwrap();
            let mut response = Response::new(Full::new(Bytes::from("item")));
            *response.status_mut() = status.try_into().unwrap();
            response.extensions_mut().insert(Route::new("/v1/items/{id}"));
            Ok::<_, Infallible>(response)
        }),
    );
    let mut request = Request::builder().method(method).uri("/v1/items/7?q=hidden").header("x-request-id", "r-1");
    if let Some(parent) = traceparent {
        request = request.header("traceparent", parent).header("tracestate", state);
        request = request.header("baggage", "who=carried-along");
    }
    let mut request = request.body(()).unwrap();
    let peer = format!("{peer_address}:4711").parse().unwrap();
    request.extensions_mut().insert(PeerAddr(peer));
    let response = service.oneshot(request).await.unwrap();
    response.into_body().collect().await.unwrap();
    next.await.unwrap()
}

fn exported(collector: &Collector, variables: &[(&'static str, &str)], work: impl AsyncFnOnce()) -> Otel {
    let policy = Policy::production();
    let otel =
        Otel::start(&collector.settings(variables), &Service::new("orders", "1.4.0").environment("staging"), &policy)
            .unwrap();
    let sink = Redact::new(policy, otel.layer().unwrap());
    let subscriber = tracing_subscriber::registry().with(sink);
    let _in_force = tracing::subscriber::set_default(subscriber);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        work().await;
        // Inside of a runtime with one thread, which is the one that waits.
        assert!(otel.shutdown(Duration::from_secs(10)));
    });
    assert_eq!(otel.dropped(), 0);
    otel
}

#[test]
fn a_request_is_a_server_span_with_its_records() {
    for (collector, gzip) in [
        (Collector::grpc(), "none"),
        (Collector::http(), "gzip"),
        (Collector::http(), "none"),
        (Collector::grpc(), "gzip"),
    ] {
        let variables = [
            ("OTEL_EXPORTER_OTLP_COMPRESSION", gzip),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a%20b"),
            ("OTEL_RESOURCE_ATTRIBUTES", "host.name=h1"),
        ];
        let parent = format!("00-{TRACE}-{CALLER}-01");
        exported(&collector, &variables, async || {
            let next = request("10.0.0.1", "GET", Some(&parent), 200).await;
            let next = next["traceparent"].to_str().unwrap().to_owned();
            assert!(next.starts_with(&format!("00-{TRACE}-")) && next.ends_with("-01"), "{next}");
            assert!(!next.contains(CALLER), "{next}");
            request("10.0.0.1", "BREW", Some(&parent), 503).await;
            assert_eq!(active_trace(), None);
        });
        let received = collector.received.lock().unwrap();
        assert!(received.headers.contains(&("x-tenant".to_owned(), "a b".to_owned())));
        let resource = received.resource();
        for (name, value) in [
            ("service.name", "orders"),
            ("service.version", "1.4.0"),
            ("deployment.environment.name", "staging"),
            ("host.name", "h1"),
            ("telemetry.sdk.language", "rust"),
        ] {
            assert_eq!(resource[name], value);
        }

        let span = received.span("GET /v1/items/{id}");
        assert_eq!(span.kind(), SpanKind::Server);
        assert_eq!((hex(&span.trace_id), hex(&span.parent_span_id)), (TRACE.to_owned(), CALLER.to_owned()));
        assert_eq!(span.trace_state, "vendor=1,other=2");
        assert_eq!(span.status.unwrap().code(), StatusCode::Unset);
        let attributes = text(&span.attributes);
        let expected = [
            ("client.address", "10.0.0.0"),
            ("correlation_id", "r-1"),
            ("http.request.method", "GET"),
            ("http.response.status_code", "#200"),
            ("http.route", "/v1/items/{id}"),
            ("network.protocol.version", "1.1"),
            ("team_id", "acme"),
            ("url.path", "/v1/items/7"),
            ("url.scheme", "http"),
            ("user_id", "u-1"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(attributes, expected);

        let failed = received.span("HTTP /v1/items/{id}");
        assert_eq!(failed.status.unwrap().code(), StatusCode::Error);
        let attributes = text(&failed.attributes);
        assert_eq!(attributes["http.request.method"], "_OTHER");
        assert_eq!(attributes["http.request.method_original"], "BREW");
        assert_eq!(attributes["error.type"], "503");

        let record = received.record("looked_up");
        assert_eq!((hex(&record.trace_id), &record.span_id), (TRACE.to_owned(), &span.span_id));
        assert_eq!((record.severity_text.as_str(), record.severity_number), ("INFO", 9));
        let attributes = text(&record.attributes);
        assert_eq!(attributes["correlation_id"], "r-1");
        assert_eq!(attributes["team_id"], "acme");
        assert_eq!(attributes["status_code"], "#7");
        // No attribute is there twice: a request's gives way to the event's, an id to nobody's.
        let attributes = text(&received.record("names_its_own").attributes);
        let names = ["path", "route", "correlation_id", "fields.correlation_id", "method"];
        assert_eq!(names.map(|name| &*attributes[name]), ["/own", "/own", "r-1", "other", "GET"]);
        let terminal = received.record("request_completed");
        assert_eq!((terminal.event_name.as_str(), &terminal.span_id), ("request_completed", &span.span_id));
        assert!(!received.holds("hidden"));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_record_keeps_its_trace_where_no_span_is_exported() {
    for variables in [[("OTEL_TRACES_SAMPLER", "always_off")], [("OTEL_TRACES_EXPORTER", "none")]] {
        let collector = Collector::http();
        let context = tracewell_context::Context::open();
        context.set_trace_parent(format!("00-{TRACE}-{CALLER}-01").parse().unwrap());
        exported(&collector, &variables, async || {
            context.in_scope(|| tracing::info!("beside"));
            request("203.0.113.9", "GET", Some(&format!("00-{TRACE}-{CALLER}-01")), 200).await;
        });
        let received = collector.received.lock().unwrap();
        assert!(received.spans().is_empty());
        for body in ["beside", "looked_up", "request_completed"] {
            assert_eq!(hex(&received.record(body).trace_id), TRACE, "{body}, {variables:?}");
        }
    }
}

#[test]
fn baggage_that_was_asked_for_goes_on_and_is_not_exported() {
    let collector = Collector::http();
    let parent = format!("00-{TRACE}-{CALLER}-01");
    exported(&collector, &[], async || {
        let next = request_with("10.0.0.1", "GET", Some(&parent), 200, "vendor=1", &["who", "else"]).await;
        assert_eq!(next["baggage"], "who=carried-along");
        let next = request_with("203.0.113.9", "GET", Some(&parent), 200, "vendor=1", &["who", "else"]).await;
        assert!(!next.contains_key("baggage"));
    });
    let received = collector.received.lock().unwrap();
    assert_eq!(received.spans().len(), 2);
    assert!(!received.holds("carried-along"));
}

#[test]
fn a_long_trace_state_and_all_baggage_end_here() {
    let collector = Collector::http();
    let parent = format!("00-{TRACE}-{CALLER}-01");
    // A member's value is at most 256 bytes long.
    let members = format!("a={0},b={0},c=", "x".repeat(200));
    let state = |length: usize| format!("{members}{}", "x".repeat(length - members.len()));
    exported(&collector, &[], async || {
        for (length, passed_on) in [(512, true), (513, false)] {
            let next = request_with("10.0.0.1", "GET", Some(&parent), 200, &state(length), &[]).await;
            assert_eq!(next.contains_key("tracestate"), passed_on, "{length}");
            assert!(!next.contains_key("baggage"));
        }
    });
    let received = collector.received.lock().unwrap();
    let mut states: Vec<usize> = received.spans().iter().map(|span| span.trace_state.len()).collect();
    states.sort_unstable();
    assert_eq!(states, [0, 512]);
    assert!(!received.holds("carried-along"));
}
