//! What comes in as `X-Request-ID`, and what goes out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Empty};
use proptest::prelude::*;
use tower::{Layer, ServiceExt, service_fn};
use tracewell_context::{Context, CorrelationId, current};
use tracewell_correlation::{CorrelationLayer, Trust, TrustedProxies, propagate};
use tracewell_redact::Policy;

/// What the handler saw, and what the client got.
#[derive(Debug)]
struct Exchange {
    inside: String,
    client_request_id: Option<String>,
    trace: Option<String>,
    out: HeaderMap,
}

impl Exchange {
    fn echoed(&self) -> &str {
        let lines: Vec<_> = self.out.get_all("x-request-id").iter().collect();
        assert_eq!(lines.len(), 1, "exactly one id goes out");
        lines[0].to_str().unwrap()
    }
}

fn exchange(layer: &CorrelationLayer, request: Request<()>) -> Exchange {
    let service = layer.layer(service_fn(|request: Request<()>| async move {
        let context = current().unwrap();
        assert!(request.extensions().get::<Context>().unwrap().is_same(&context));
        let mut response = Response::new(Empty::<Bytes>::new());
        // What the service sets itself does not double the header.
        response.headers_mut().append("x-request-id", HeaderValue::from_static("of-the-service"));
        response.headers_mut().append("x-request-id", HeaderValue::from_static("again"));
        Ok::<_, Infallible>(response)
    }));
    let response = service.oneshot(request).now_or_never().unwrap().unwrap();
    let context = response.extensions().get::<Context>().unwrap().clone();
    assert!(current().is_none());
    Exchange {
        inside: context.correlation_id().to_string(),
        client_request_id: context.client_request_id().map(ToString::to_string),
        trace: context.trace_parent().map(|parent| parent.to_string()),
        out: response.headers().clone(),
    }
}

fn sent(values: &[&[u8]]) -> Request<()> {
    let mut request = Request::new(());
    for value in values {
        request.headers_mut().append("x-request-id", HeaderValue::from_bytes(value).unwrap());
    }
    request
}

fn layer() -> CorrelationLayer {
    CorrelationLayer::new(Policy::production())
}

fn is_fresh(id: &str) -> bool {
    id.len() == 36 && id.as_bytes()[14] == b'7'
}

#[test]
fn an_id_that_is_provided_is_echoed() {
    let longest = "x".repeat(128);
    for id in ["order-7", "a", "A.b_c~d:e+f/g=h@i-j", &longest] {
        let exchange = exchange(&layer(), sent(&[id.as_bytes()]));
        assert_eq!(exchange.echoed(), id);
        assert_eq!(exchange.inside, id);
    }
}

#[test]
fn a_missing_id_is_generated() {
    let (first, second) = (exchange(&layer(), sent(&[])), exchange(&layer(), sent(&[])));
    assert!(is_fresh(first.echoed()), "{first:?}");
    assert_eq!(first.echoed(), first.inside);
    assert_ne!(first.inside, second.inside);
}

/// As many headers as a map holds.
fn full() -> HeaderMap {
    let mut headers = HeaderMap::new();
    for number in 0.. {
        let name: HeaderName = format!("x-{number}").parse().unwrap();
        if headers.try_insert(name, HeaderValue::from_static("")).is_err() {
            break;
        }
    }
    headers
}

#[test]
fn headers_that_are_full_cost_no_request() {
    let service = layer().layer(service_fn(|_: Request<()>| async {
        let mut response = Response::new(Empty::<Bytes>::new());
        *response.headers_mut() = full();
        Ok::<_, Infallible>(response)
    }));
    let response = service.oneshot(sent(&[b"r-1"])).now_or_never().unwrap().unwrap();
    assert_eq!(response.extensions().get::<Context>().unwrap().correlation_id().as_str(), "r-1");
    assert_eq!(response.headers().len(), full().len());
    let own = layer().layer(service_fn(|_: Request<()>| async {
        let mut response = Response::new(Empty::<Bytes>::new());
        *response.headers_mut() = full();
        response.headers_mut().remove("x-7");
        response.headers_mut().try_insert("x-request-id", HeaderValue::from_static("own")).unwrap();
        Ok::<_, Infallible>(response)
    }));
    let response = own.oneshot(sent(&[b"r-1"])).now_or_never().unwrap().unwrap();
    assert_eq!(response.headers()["x-request-id"], "r-1");
    let mut headers = full();
    Context::new(CorrelationId::new("r-1").unwrap()).in_scope(|| propagate(&mut headers));
    assert_eq!(headers.len(), full().len());
    headers.remove("x-7");
    headers.try_insert("x-request-id", HeaderValue::from_static("another")).unwrap();
    Context::new(CorrelationId::new("r-1").unwrap()).in_scope(|| propagate(&mut headers));
    assert_eq!(headers["x-request-id"], "r-1");
}

#[test]
fn a_bad_id_is_replaced_and_forgotten() {
    let too_long = "x".repeat(129);
    let huge = "x".repeat(60_000);
    let bad: [&[u8]; 9] = [
        b"",
        too_long.as_bytes(),
        huge.as_bytes(),
        b"with\ttab",
        b"with space",
        b"quote\"",
        b"\xc3\xa9t\xc3\xa9",
        b"\xff\xfe",
        b"semi;colon",
    ];
    for id in bad {
        let exchange = exchange(&layer(), sent(&[id]));
        assert!(is_fresh(exchange.echoed()), "{id:?}");
        assert_eq!(exchange.client_request_id, None);
    }
}

#[test]
fn more_than_one_line_is_no_id() {
    for lines in [[&b"one"[..], b"two"], [b"one", b"one"]] {
        assert!(is_fresh(exchange(&layer(), sent(&lines)).echoed()));
    }
}

#[test]
fn trust_decides_whose_id_is_kept() {
    fn peer(extensions: &http::Extensions) -> Option<IpAddr> {
        extensions.get::<IpAddr>().copied()
    }
    let proxies = Trust::Proxies(TrustedProxies::parse("10.0.0.0/8").unwrap());
    let cases = [
        (Trust::All, None, true),
        (Trust::None, Some("10.0.0.1"), false),
        (proxies.clone(), Some("10.0.0.1"), true),
        (proxies.clone(), Some("11.0.0.1"), false),
        (proxies, None, false),
    ];
    for (trust, from, kept) in cases {
        let mut request = sent(&[b"order-7"]);
        if let Some(from) = from {
            request.extensions_mut().insert(from.parse::<IpAddr>().unwrap());
        }
        let exchange = exchange(&layer().trust(trust.clone()).peer(peer), request);
        assert_eq!(exchange.echoed() == "order-7", kept, "{trust:?} {from:?}");
        assert_eq!(exchange.client_request_id.as_deref(), (!kept).then_some("order-7"));
    }
}

#[test]
fn header_and_maker_are_configurable() {
    let name = HeaderName::from_static("x-correlation-id");
    let layer = layer().header(name.clone()).make_id(|| CorrelationId::new("made-here").unwrap());
    let service =
        layer.layer(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new())) }));
    let response = service.oneshot(sent(&[b"under-the-other-name"])).now_or_never().unwrap().unwrap();
    assert_eq!(response.headers()[name], "made-here");
    assert!(!response.headers().contains_key("x-request-id"));
}

#[test]
fn a_valid_trace_parent_is_kept_and_passed_on() {
    let parent = format!("00-{:032x}-{:016x}-01", 0xabc, 0xdef);
    let mut request = sent(&[b"r-1"]);
    request.headers_mut().insert("traceparent", parent.parse().unwrap());
    assert_eq!(exchange(&layer(), request).trace.as_deref(), Some(parent.as_str()));

    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.set_trace_parent(parent.parse().unwrap());
    let mut headers = HeaderMap::new();
    headers.append("x-request-id", HeaderValue::from_static("stale"));
    headers.append("x-request-id", HeaderValue::from_static("staler"));
    context.in_scope(|| propagate(&mut headers));
    assert_eq!(headers.get_all("x-request-id").iter().collect::<Vec<_>>(), ["r-1"]);
    assert_eq!(headers["traceparent"], parent);
}

#[test]
fn an_invalid_trace_parent_is_ignored() {
    for bad in ["", "00-0-0-0", "zz", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"] {
        let mut request = sent(&[]);
        request.headers_mut().insert("traceparent", bad.parse().unwrap());
        assert_eq!(exchange(&layer(), request).trace, None);
    }
}

#[test]
fn the_body_is_polled_and_dropped_in_context() {
    struct Witness;
    impl Body for Witness {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let id = current().unwrap().correlation_id().to_string();
            Poll::Ready(Some(Ok(Frame::data(id.into()))))
        }
    }
    impl Drop for Witness {
        fn drop(&mut self) {
            assert_eq!(current().unwrap().correlation_id().as_str(), "r-1");
        }
    }
    let service = layer().layer(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(Witness)) }));
    let response = service.oneshot(sent(&[b"r-1"])).now_or_never().unwrap().unwrap();
    let mut body = Box::pin(response.into_body());
    assert!(current().is_none());
    let frame = body.frame().now_or_never().unwrap().unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "r-1");
    drop(body);
    assert!(current().is_none());
}

proptest! {
    #[test]
    fn whatever_is_sent_one_good_id_comes_back(
        values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..3),
    ) {
        let mut request = Request::new(());
        for value in &values {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                request.headers_mut().append("x-request-id", value);
            }
        }
        let exchange = exchange(&layer(), request);
        prop_assert!(CorrelationId::new(exchange.echoed()).is_ok());
        prop_assert_eq!(exchange.echoed(), exchange.inside.as_str());
    }
}
