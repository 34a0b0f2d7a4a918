//! Over a service of chosen ends: exactly one response or error event per call, wherever it is dropped.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::future::{pending, ready};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use support::{Told, planted};
use tower::retry::{Policy as RetryPolicy, RetryLayer};
use tower::timeout::TimeoutLayer;
use tower::{BoxError, Service, ServiceBuilder, ServiceExt, service_fn};
use tracewell_client::{AttemptsLayer, CallOptions, ClientLayer, ErrorKind, Previews, Propagation};
use tracewell_context::{Baggage, Context as Work, CorrelationId};
use tracewell_redact::Policy;
use tracing_subscriber::filter::LevelFilter;

fn layer() -> ClientLayer {
    ClientLayer::new("geo").policy(Policy::production())
}

fn get(url: &str) -> Request<Full<Bytes>> {
    Request::get(url).body(Full::default()).unwrap()
}

/// A body of chosen steps; the last one lasts.
#[derive(Debug)]
struct Script(Vec<Poll<Option<io::Result<Frame<Bytes>>>>>);

impl Body for Script {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.0.is_empty() { Poll::Pending } else { self.0.remove(0) }
    }
}

fn data(text: &'static str) -> Poll<Option<io::Result<Frame<Bytes>>>> {
    Poll::Ready(Some(Ok(Frame::data(Bytes::from(text)))))
}

async fn answered(response: Response<Script>) -> Response<tracewell_client::ClientBody<Script>> {
    let mut response = Some(response);
    let inner = service_fn(move |_: Request<Full<Bytes>>| ready(Ok::<_, io::Error>(response.take().unwrap())));
    ServiceBuilder::new().layer(layer()).service(inner).oneshot(get("http://geo.example/v1?key=abc")).await.unwrap()
}

#[tokio::test]
async fn an_answer_read_to_its_end() {
    let told = Told::listen(&Policy::production());
    let body = Script(vec![data("hello"), Poll::Pending, data(" world"), Poll::Ready(None)]);
    let mut response = answered(Response::new(body)).await;
    assert!(told.responses().is_empty(), "the body is still to come");
    let mut read = 0;
    for _ in 0..4 {
        if let Some(Some(Ok(frame))) = response.body_mut().frame().now_or_never() {
            read += frame.data_ref().unwrap().len();
        }
    }
    assert_eq!(read, 11);
    let end = told.end();
    assert_eq!((&end["level"], &end["target"]), (&json!("INFO"), &json!("tracewell::client")));
    assert_eq!((&end["service"], &end["method"], &end["attempt"]), (&json!("geo"), &json!("GET"), &json!(1)));
    assert_eq!(end["url"], "http://geo.example/v1?key=REDACTED");
    assert_eq!(
        (&end["status_code"], &end["response_bytes"], &end["request_bytes"]),
        (&json!(200), &json!(11), &json!(0))
    );
    assert!(end["ttfb_ms"].as_f64().unwrap() <= end["duration_ms"].as_f64().unwrap());
    assert!(end.get("error_type").is_none() && end.get("body_preview").is_none(), "{end}");
    drop(response);
    assert_eq!(told.responses().len(), 1);
    assert_eq!(told.named("external_http_request").len(), 1);
}

#[tokio::test]
async fn a_body_that_is_dropped_half_way() {
    let told = Told::listen(&Policy::production());
    let mut response = answered(Response::new(Script(vec![data("hello")]))).await;
    response.body_mut().frame().await.unwrap().unwrap();
    drop(response);
    let end = told.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("external_http_response"), &json!("INFO")));
    assert_eq!((&end["response_bytes"], &end["error_type"]), (&json!(5), &json!("cancelled")));
}

#[tokio::test]
async fn a_body_that_nobody_reads_is_not_cancelled() {
    for status in [200, 404, 500] {
        let told = Told::listen(&Policy::production());
        let response = Response::builder().status(status).body(Script(vec![data("hello")])).unwrap();
        drop(answered(response).await);
        let end = told.end();
        assert_eq!((&end["message"], &end["status_code"]), (&json!("external_http_response"), &json!(status)));
        assert!(end.get("error_type").is_none(), "{end}");
    }
    // One that somebody waits for is.
    let told = Told::listen(&Policy::production());
    let mut response = answered(Response::new(Script(vec![]))).await;
    assert!(response.body_mut().frame().now_or_never().is_none());
    drop(response);
    assert_eq!(told.end()["error_type"], "cancelled");
}

#[tokio::test]
async fn a_body_that_has_all_it_announced_is_complete_when_dropped() {
    let told = Told::listen(&Policy::production());
    let response = Response::builder().header("content-length", "5").body(Script(vec![data("hello")])).unwrap();
    let mut response = answered(response).await;
    response.body_mut().frame().await.unwrap().unwrap();
    drop(response);
    assert!(told.end().get("error_type").is_none());
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let told = Told::listen(&Policy::production());
    let gone = Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::ConnectionReset))));
    let mut response = answered(Response::new(Script(vec![data("hello"), gone]))).await;
    response.body_mut().frame().await.unwrap().unwrap();
    let error = response.body_mut().frame().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    drop(response);
    let end = told.end();
    assert_eq!((&end["status_code"], &end["response_bytes"]), (&json!(200), &json!(5)));
    assert_eq!(end["error_type"], "connection_closed");
}

#[tokio::test]
async fn an_answer_without_a_body_is_told_at_once() {
    let told = Told::listen(&Policy::production());
    let response = Response::builder().status(204).body(Script(vec![])).unwrap();
    let response = answered(response).await;
    let end = told.end();
    assert_eq!((&end["status_code"], &end["response_bytes"]), (&json!(204), &json!(0)));
    drop(response);
    assert_eq!(told.responses().len(), 1);
}

#[tokio::test]
async fn a_5xx_is_a_warning_and_so_is_a_grpc_failure() {
    let told = Told::listen(&Policy::production());
    drop(answered(Response::builder().status(503).body(Script(vec![Poll::Ready(None)])).unwrap()).await);
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("14"));
    let last = Poll::Ready(Some(Ok(Frame::trailers(trailers))));
    let mut response = answered(Response::new(Script(vec![data("x"), last]))).await;
    while let Some(Some(_)) = response.body_mut().frame().now_or_never() {}
    drop(response);
    let ends = told.responses();
    assert_eq!(ends.len(), 2);
    assert!(ends.iter().all(|end| end["level"] == "WARN"), "{ends:?}");
    assert_eq!(ends[1]["grpc_status"], 14);
}

#[tokio::test]
async fn a_future_that_is_dropped() {
    let told = Told::listen(&Policy::production());
    let inner = service_fn(|_: Request<Full<Bytes>>| pending::<io::Result<Response<Script>>>());
    let mut client = ServiceBuilder::new().layer(layer()).service(inner);
    // Polled, and not polled at all.
    assert!(client.call(get("http://geo.example/")).now_or_never().is_none());
    drop(client.call(get("http://geo.example/")));
    let errors = told.errors();
    assert_eq!((errors.len(), told.responses().len()), (2, 0));
    assert!(errors.iter().all(|error| error["error_type"] == "cancelled" && error["level"] == "WARN"), "{errors:?}");
}

#[tokio::test]
async fn a_service_that_fails_or_panics() {
    let told = Told::listen(&Policy::production());
    let secret = planted("a text");
    let text = format!("GET http://geo.example/?key={secret} with x-api-key: {secret}");
    let inner =
        service_fn(move |_: Request<Full<Bytes>>| ready(Err::<Response<Script>, BoxError>(text.clone().into())));
    let error =
        ServiceBuilder::new().layer(layer()).service(inner).oneshot(get("http://geo.example/")).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&secret));
    assert_eq!(told.end()["error_type"], "failed");

    let inner = service_fn(|request: Request<Full<Bytes>>| async move {
        assert!(request.uri().path() == "/never", "it panics");
        Ok::<_, io::Error>(Response::new(Script(vec![])))
    });
    let mut client = ServiceBuilder::new().layer(layer()).service(inner);
    let call = client.call(get("http://geo.example/"));
    let panicked = catch_unwind(AssertUnwindSafe(move || call.now_or_never()));
    assert!(panicked.is_err());
    let errors = told.errors();
    assert_eq!((errors.len(), &errors[1]["error_type"]), (2, &json!("panic")));
}

#[tokio::test]
async fn a_deadline_around_the_transport_is_a_time_out() {
    let told = Told::listen(&Policy::production());
    let inner = service_fn(|_: Request<Full<Bytes>>| pending::<io::Result<Response<Script>>>());
    let client =
        ServiceBuilder::new().layer(layer()).layer(TimeoutLayer::new(Duration::from_millis(10))).service(inner);
    let error = client.oneshot(get("http://geo.example/")).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(told.end()["error_type"], "timeout");
}

#[derive(Clone)]
struct Twice(u32);

impl<B: Clone, R, E> RetryPolicy<Request<B>, R, E> for Twice {
    type Future = std::future::Ready<()>;

    fn retry(&mut self, _: &mut Request<B>, result: &mut Result<R, E>) -> Option<Self::Future> {
        (result.is_err() && self.0 > 0).then(|| {
            self.0 -= 1;
            ready(())
        })
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        Some(request.clone())
    }
}

#[tokio::test]
async fn each_attempt_under_a_retry_layer_has_its_number() {
    let told = Told::listen(&Policy::production());
    let mut calls = 0;
    let inner = service_fn(move |_: Request<Full<Bytes>>| {
        calls += 1;
        ready(if calls < 3 {
            Err(io::Error::from(io::ErrorKind::ConnectionRefused))
        } else {
            Ok(Response::new(Script(vec![Poll::Ready(None)])))
        })
    });
    // tower's retry wants a service it can clone.
    let inner = tower::buffer::Buffer::new(inner, 1);
    let client =
        ServiceBuilder::new().layer(AttemptsLayer).layer(RetryLayer::new(Twice(2))).layer(layer()).service(inner);
    drop(client.oneshot(get("http://geo.example/")).await.unwrap());
    let attempts: Vec<_> = told.errors().iter().chain(&told.responses()).map(|end| end["attempt"].clone()).collect();
    assert_eq!(attempts, [1, 2, 3]);
}

#[tokio::test]
async fn ids_go_along_unless_the_caller_says_otherwise() {
    let told = Told::listen(&Policy::production());
    let work = Work::new(CorrelationId::new("r-1").unwrap());
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    work.set_trace_parent(parent.parse().unwrap());
    work.set_trace_state("vendor=1");
    work.set_baggage(Baggage::read(["tier=gold,region=eu%20west"], |_| true, |_| true).unwrap());
    let sent = |client: ClientLayer, request: Request<Full<Bytes>>| {
        let inner = service_fn(|request: Request<Full<Bytes>>| {
            let mut response = Response::new(Full::<Bytes>::default());
            *response.headers_mut() = request.headers().clone();
            ready(Ok::<_, io::Error>(response))
        });
        let mut client = ServiceBuilder::new().layer(client).service(inner);
        work.in_scope(|| client.call(request).now_or_never()).unwrap().unwrap().headers().clone()
    };
    let headers = sent(layer(), get("http://geo.example/"));
    assert_eq!((headers["x-request-id"].to_str().unwrap(), headers["traceparent"].to_str().unwrap()), ("r-1", parent));
    assert!(!headers.contains_key("tracestate") && !headers.contains_key("baggage"));

    assert!(sent(layer().propagation(Propagation::Nothing), get("http://geo.example/")).is_empty());
    let mut request = get("http://geo.example/");
    request.extensions_mut().insert(CallOptions::new().propagation(Propagation::Nothing));
    assert!(sent(layer(), request).is_empty());

    let headers = sent(layer().propagation(Propagation::IdsAndTraceState), get("http://geo.example/"));
    assert_eq!(headers["tracestate"], "vendor=1");
    assert!(!headers.contains_key("baggage"));

    let headers = sent(layer().propagation(Propagation::All), get("http://geo.example/"));
    assert_eq!(headers["tracestate"], "vendor=1");
    assert_eq!(headers["baggage"], "tier=gold,region=eu%20west");
    let mut request = get("http://geo.example/");
    request.headers_mut().insert("baggage", HeaderValue::from_static("own=1"));
    let headers = sent(layer().propagation(Propagation::All), request);
    assert_eq!(headers.get_all("baggage").iter().collect::<Vec<_>>(), ["own=1"]);
    assert!(told.all().iter().all(|line| !format!("{line:?}").contains("gold")), "{:?}", told.all());

    let mut request = get("http://geo.example/");
    request.headers_mut().insert("x-request-id", HeaderValue::from_static("mine"));
    let headers = sent(layer(), request);
    assert_eq!(headers.get_all("x-request-id").iter().collect::<Vec<_>>(), ["mine"]);
    // Every line is the work's, also of bodies that were dropped outside of it.
    assert!(told.all().iter().all(|line| line["correlation_id"] == "r-1"), "{:?}", told.all());
}

#[tokio::test]
async fn a_template_hides_what_stands_in_the_path() {
    let told = Told::listen(&Policy::production());
    let inner = service_fn(|_: Request<Full<Bytes>>| {
        let answer = Response::builder().status(302).header("location", "/v2/geo/203.0.113.7?key=abc");
        ready(Ok::<_, io::Error>(answer.body(Full::<Bytes>::default()).unwrap()))
    });
    let mut request = get("http://geo.example/v1/geo/203.0.113.7?key=abc");
    request.extensions_mut().insert(CallOptions::new().url_template("/v1/geo/{ip}"));
    drop(ServiceBuilder::new().layer(layer()).service(inner).oneshot(request).await.unwrap());
    let end = told.end();
    assert_eq!(end["url"], "http://geo.example/v1/geo/{ip}?key=REDACTED");
    assert_eq!(end["response_headers"], "location: /v2/geo/REDACTED?key=REDACTED");
    assert!(!told.everything().contains("203.0.113.7"), "{}", told.everything());
}

#[tokio::test]
async fn nothing_is_told_that_the_filter_refuses() {
    let told = Told::at(&Policy::production(), LevelFilter::WARN);
    drop(answered(Response::new(Script(vec![Poll::Ready(None)]))).await);
    assert!(told.all().is_empty(), "{:?}", told.all());
    drop(answered(Response::builder().status(500).body(Script(vec![Poll::Ready(None)])).unwrap()).await);
    let end = told.end();
    assert_eq!((&end["url"], &end["level"]), (&json!("http://geo.example/v1?key=REDACTED"), &json!("WARN")));
    let inner = service_fn(|_: Request<Full<Bytes>>| pending::<io::Result<Response<Script>>>());
    let mut request = get("http://geo.example/v1/203.0.113.7?key=abc");
    request.headers_mut().insert("x-api-key", HeaderValue::from_static("abc"));
    request.extensions_mut().insert(CallOptions::new().url_template("/v1/{ip}"));
    let call = ServiceBuilder::new().layer(layer()).service(inner).call(request);
    let looked_at = format!("{call:?}");
    assert!(!looked_at.contains("abc") && !looked_at.contains("203.0.113.7"), "{looked_at}");
    drop(call);
    let error = &told.errors()[0];
    assert_eq!(
        (&error["url"], &error["request_headers"]),
        (&json!("http://geo.example/v1/{ip}?key=REDACTED"), &json!("x-api-key: [REDACTED]"))
    );
}

#[tokio::test]
async fn a_body_passes_through_without_a_copy() {
    let _told = Told::listen(&Policy::production());
    let sent = Bytes::from(vec![b'a'; 100_000]);
    let place = sent.as_ptr();
    let inner =
        service_fn(move |_: Request<Full<Bytes>>| ready(Ok::<_, io::Error>(Response::new(Full::new(sent.clone())))));
    let response =
        ServiceBuilder::new().layer(layer()).service(inner).oneshot(get("http://geo.example/")).await.unwrap();
    let frame = response.into_body().frame().await.unwrap().unwrap();
    assert_eq!(frame.data_ref().unwrap().as_ptr(), place);
}

/// A sink with a bug.
struct Panics;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Panics {
    fn on_event(&self, _: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        panic!("a sink with a bug");
    }
}

#[tokio::test]
async fn a_sink_that_panics_costs_no_call() {
    use tracing_subscriber::layer::SubscriberExt as _;

    let subscriber = tracing_subscriber::registry().with(LevelFilter::INFO).with(Panics);
    let _guard = tracing::subscriber::set_default(subscriber);
    let body = Script(vec![data("hello"), Poll::Ready(None)]);
    let read = answered(Response::new(body)).await.into_body().collect().await.unwrap();
    assert_eq!(read.to_bytes(), "hello");
    drop(answered(Response::new(Script(vec![]))).await);
}

#[tokio::test]
async fn what_is_looked_at_shows_nothing_of_the_call() {
    let policy = Policy::development();
    let _ = policy.clone().install();
    let _told = Told::listen(&policy);
    let secret = planted("looked at");
    let text = format!("password={secret} and {secret}");
    let inner = service_fn(move |_: Request<Full<Bytes>>| {
        let response = Response::builder().header("content-type", "text/plain").body(Full::<Bytes>::from(text.clone()));
        ready(Ok::<_, io::Error>(response.unwrap()))
    });
    let layer = layer().policy(policy).previews(Previews::up_to(2000));
    let mut request = get(&format!("http://{secret}:{secret}@geo.example/v1/{secret}?key={secret}"));
    request.headers_mut().insert("x-api-key", secret.parse().unwrap());
    request.extensions_mut().insert(CallOptions::new().url_template("/v1/{ip}"));
    let call = ServiceBuilder::new().layer(layer).service(inner).call(request);
    let mut shown = format!("{call:?} {call:#?}");
    let mut response = call.await.unwrap();
    shown.push_str(&format!("{response:?}"));
    let _ = response.body_mut().frame().await;
    shown.push_str(&format!("{response:?} {:#?}", response.body()));
    assert!(!shown.contains(&secret), "{shown}");
    let bytes = text_bytes(&secret);
    assert!(!shown.contains(&bytes), "{shown}");
}

/// As a list of bytes is shown.
fn text_bytes(text: &str) -> String {
    text.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ")
}
