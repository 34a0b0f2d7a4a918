//! A request whose future is kept by its thread is dropped while the thread ends, when other thread-locals are gone: it
//! is told all the same, once and under its id, and nothing panics.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::any::Any;
use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::{Arc, LazyLock};

use futures_util::FutureExt;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::{Map, Value};
use tower::{Layer, Service, ServiceBuilder, service_fn};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::TerminalLayer;
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

thread_local! {
    /// What a thread keeps to its end.
    static KEPT: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

static LOG: LazyLock<Arc<Capture>> = LazyLock::new(|| {
    let capture = Arc::new(Capture::default());
    let lines = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).unwrap();
    capture
});

/// What was told of this path.
fn told(path: &str) -> Vec<Map<String, Value>> {
    let lines = LOG.lines();
    let parsed = lines.iter().map(|line| serde_json::from_str::<Map<_, _>>(line).unwrap());
    parsed.filter(|line| line.get("path").is_some_and(|told| told == path)).collect()
}

fn request(path: &str) -> Request<()> {
    Request::get(path).body(()).unwrap()
}

async fn hangs(_: Request<()>) -> Result<Response<Full<bytes::Bytes>>, Infallible> {
    std::future::pending().await
}

/// Keeps what `begin` makes until the thread ends, at the very last: what was first there goes last.
fn on_a_thread_that_ends<K: 'static>(begin: impl FnOnce() -> K + Send + 'static) {
    LazyLock::force(&LOG);
    let work = move || {
        KEPT.with_borrow_mut(Vec::clear);
        let kept = begin();
        KEPT.with_borrow_mut(|all| all.push(Box::new(kept)));
    };
    std::thread::spawn(work).join().unwrap();
}

#[test]
fn one_that_its_service_holds() {
    for (path, span) in [("/held", false), ("/held-span", true)] {
        on_a_thread_that_ends(move || {
            let policy = Policy::production();
            let layers = ServiceBuilder::new()
                .layer(CorrelationLayer::new(policy.clone()))
                .layer(TerminalLayer::new(policy).span(span));
            let mut future = Box::pin(layers.service(service_fn(hangs)).call(request(path)));
            assert!(future.as_mut().now_or_never().is_none());
            future
        });
        // With the span there is more to tell: no registry enters one at that time.
        let (ends, others): (Vec<_>, Vec<_>) =
            told(path).into_iter().partition(|line| line["target"] == "tracewell::http");
        assert!(ends.len() == 1 && (span || others.is_empty()), "{ends:#?} {others:#?}");
        let lines = ends;
        assert_eq!(lines[0]["message"], "request_cancelled");
        assert!(lines[0]["correlation_id"].is_string(), "{lines:#?}");
    }
}

#[test]
fn one_that_has_no_id_yet() {
    on_a_thread_that_ends(|| {
        let mut service = TerminalLayer::new(Policy::production()).layer(service_fn(hangs));
        let mut future = Box::pin(service.call(request("/nameless")));
        assert!(future.as_mut().now_or_never().is_none());
        future
    });
    let lines = told("/nameless");
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0]["correlation_id"].is_string(), "{lines:#?}");
}

#[test]
fn one_whose_body_is_held() {
    on_a_thread_that_ends(|| {
        let policy = Policy::production();
        let layers =
            ServiceBuilder::new().layer(CorrelationLayer::new(policy.clone())).layer(TerminalLayer::new(policy));
        let answer = async |_: Request<()>| {
            let body = Full::new(bytes::Bytes::from("x")).map_frame(|frame| {
                assert!(tracewell_context::current().is_some());
                frame
            });
            Ok::<_, Infallible>(Response::new(body))
        };
        layers.service(service_fn(answer)).call(request("/body")).now_or_never().unwrap().unwrap()
    });
    let lines = told("/body");
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert_eq!((&lines[0]["message"], &lines[0]["phase"]), (&"request_cancelled".into(), &"body".into()));
}

#[test]
fn one_that_begins_there() {
    struct Begins;
    impl Drop for Begins {
        fn drop(&mut self) {
            let policy = Policy::production();
            let layers =
                ServiceBuilder::new().layer(CorrelationLayer::new(policy.clone())).layer(TerminalLayer::new(policy));
            let answer = async |_: Request<()>| {
                tracing::info!("inside");
                Ok::<_, Infallible>(Response::new(Full::new(bytes::Bytes::from("x"))))
            };
            let call = layers.service(service_fn(answer)).call(request("/late"));
            let response = call.now_or_never().unwrap().unwrap();
            let _ = response.into_body().collect().now_or_never();
        }
    }
    on_a_thread_that_ends(|| {
        // So that all of these thread-locals have been there.
        drop(Begins);
        Begins
    });
    let lines = told("/late");
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert_eq!(lines[2]["correlation_id"], lines[3]["correlation_id"]);
    assert_eq!(lines[3]["message"], "request_completed");
}
