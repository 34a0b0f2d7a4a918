//! A trace goes on under its id whoever sent it; whether it is recorded is for trusted proxies to say, and for us.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use support::Collector;
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tracewell_correlation::{CorrelationLayer, TrustedProxies, propagate};
use tracewell_http::{ClientAddr, PeerAddr, TerminalLayer, peer};
use tracewell_otel::{Otel, Service, active_ids};
use tracewell_redact::{Policy, Redact};
use tracing_subscriber::layer::SubscriberExt;

const PROXY: &str = "10.0.0.1";
const STRANGER: &str = "203.0.113.9";

/// Requests with these headers from this address, one after the other; how many were recorded, and the `traceparent` that
/// the last one passed on.
fn recorded(
    sampler: &[(&'static str, &str)],
    from: &str,
    headers: &[(&str, String)],
    times: usize,
) -> (usize, Option<String>) {
    let collector = Collector::http();
    let policy = Policy::production();
    let otel = Otel::start(&collector.settings(sampler), &Service::new("orders", "1"), &policy).unwrap();
    let sink = Redact::new(policy.clone(), otel.layer().unwrap());
    let _in_force = tracing::subscriber::set_default(tracing_subscriber::registry().with(sink));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let passed_on = std::cell::RefCell::new(None);
    let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
    // The other way round than elsewhere: the order of the layers changes nothing.
    let service = ServiceBuilder::new()
        .layer(TerminalLayer::new(policy.clone()).client_addr(ClientAddr::new(peer).proxies(proxies)).span(true))
        .layer(CorrelationLayer::new(policy))
        .service(service_fn(|_: Request<()>| async {
            let mut headers = http::HeaderMap::new();
            propagate(&mut headers);
            assert!(active_ids().is_some());
            let inner = tracing::info_span!("inner").in_scope(active_ids);
            assert_eq!(inner.unwrap().0, active_ids().unwrap().0);
            passed_on.replace(headers.get("traceparent").map(|value| value.to_str().unwrap().to_owned()));
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from("item"))))
        }));
    for number in 1..=times {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, value.replace("NUMBER", &format!("{number:032x}")));
        }
        let mut request = request.body(()).unwrap();
        request.extensions_mut().insert(PeerAddr(format!("{from}:1").parse().unwrap()));
        runtime.block_on(async {
            let response = service.clone().oneshot(request).await.unwrap();
            response.into_body().collect().await.unwrap();
        });
    }
    assert!(otel.shutdown(Duration::from_secs(10)));
    let spans = collector.received.lock().unwrap().spans();
    let outer = spans.iter().filter(|span| span.name == "GET").count();
    assert_eq!(spans.len(), outer * 2, "an inner span without its outer one, or the other way round");
    (outer, passed_on.into_inner())
}

fn parent(flags: &str) -> (&'static str, String) {
    ("traceparent", format!("00-NUMBER-b7ad6b7169203331-{flags}"))
}

#[test]
fn a_trusted_proxy_decides() {
    let never = [("OTEL_TRACES_SAMPLER", "parentbased_always_off")];
    assert_eq!(recorded(&never, PROXY, &[parent("01")], 3).0, 3);
    assert_eq!(recorded(&[], PROXY, &[parent("00")], 3).0, 0);
}

#[test]
fn a_stranger_does_not_and_the_trace_goes_on() {
    let never = [("OTEL_TRACES_SAMPLER", "parentbased_always_off")];
    let (count, passed_on) = recorded(&never, STRANGER, &[parent("01")], 3);
    let passed_on = passed_on.unwrap();
    assert_eq!(count, 0);
    assert!(passed_on.starts_with(&format!("00-{:032x}-", 3)) && passed_on.ends_with("-00"), "{passed_on}");
    assert_eq!(recorded(&[], STRANGER, &[parent("00")], 3).0, 3);
    let (flood, _) = recorded(&[], STRANGER, &[parent("01")], 1000);
    assert!((100..1000).contains(&flood), "{flood}");
}

#[test]
fn what_is_no_traceparent_begins_a_trace() {
    for invalid in
        ["", "00-xyz", "00-NUMBER-b7ad6b7169203331", "ff-NUMBER-b7ad6b7169203331-01", "00-NUMBER-0000000000000000-01"]
    {
        let headers = [("traceparent", invalid.to_owned()), ("tracestate", "vendor=1".to_owned())];
        let (count, passed_on) = recorded(&[], STRANGER, &headers, 1);
        assert_eq!(count, 1);
        assert!(!passed_on.unwrap().contains("00000000000000000000000000000001"), "{invalid}");
    }
}
