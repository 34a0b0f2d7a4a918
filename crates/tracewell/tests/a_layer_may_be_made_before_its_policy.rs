//! The stack takes policy and settings with its first request, and keeps them: one process, one test.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use tower::{Layer, ServiceExt, service_fn};
use tracewell::http::{Route, Shutdown};
use tracewell::log::{Capture, LogLayer};
use tracewell::redact::{Mode, Policy};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::test]
async fn it_has_the_policy_that_is_there_when_a_request_comes() {
    let service = tracewell::http::layer().shutdown(&Shutdown::new()).layer(service_fn(async |_: Request<()>| {
        let mut response = Response::new(Full::new(Bytes::from("hello")));
        response.extensions_mut().insert(Route::new("/v1/geo/{ip}"));
        Ok::<_, Infallible>(response)
    }));
    let policy = Policy::builder(Mode::Production).personal_param("ip").build().unwrap();
    policy.clone().install().unwrap();
    let capture = Arc::new(Capture::default());
    let _guard = tracing_subscriber::registry().with(LogLayer::new(policy).json(Arc::clone(&capture))).set_default();
    for _ in 0..2 {
        let request = Request::get("/v1/geo/203.0.113.7").body(()).unwrap();
        let response = service.clone().oneshot(request).await.unwrap();
        response.into_body().collect().await.unwrap();
    }
    let text = capture.text();
    assert_eq!(text.matches(r#""path":"/v1/geo/[REDACTED]""#).count(), 2, "{text}");
    assert!(!text.contains("203.0.113.7"), "{text}");
}
