//! Correlation, identity and terminal layers, stacked in each of their six orders: every line of a request is complete.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tracewell::correlation::CorrelationLayer;
use tracewell::http::{PrincipalLayer, Route, TerminalLayer};
use tracewell::log::{Capture, LogLayer};
use tracewell::redact::Policy;
use tracewell::{Principal, TeamId, UserId};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn principal(_: &Parts) -> Option<Principal> {
    Some(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap()))
}

async fn handler(request: Request<()>) -> Result<Response<Full<Bytes>>, Infallible> {
    tracing::info!(status_code = 7, "inside the handler");
    assert!(request.uri().path() != "/panic", "planned");
    let mut response = Response::new(Full::new(Bytes::from("hello")));
    response.extensions_mut().insert(Route::new("/{path}"));
    Ok(response)
}

/// Runs one good and one panicking request through the stack, and checks all lines.
macro_rules! check {
    ($($layer:expr),+) => {{
        let capture = Arc::new(Capture::default());
        let lines = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
        let _guard = tracing_subscriber::registry().with(lines).set_default();
        for path in ["/hello", "/panic"] {
            let service = ServiceBuilder::new()$(.layer($layer))+.service(service_fn(handler));
            let request = Request::get(path).header("x-request-id", "r-1").body(()).unwrap();
            let response = service.oneshot(request).await.unwrap();
            assert_eq!(response.headers().get_all("x-request-id").iter().collect::<Vec<_>>(), ["r-1"]);
            response.into_body().collect().await.unwrap();
            let lines: Vec<Value> =
                capture.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
            let of_request: Vec<_> = lines.iter().filter(|line| line["path"] == path).collect();
            assert_eq!(of_request.len(), if path == "/hello" { 2 } else { 3 }, "{lines:#?}");
            for line in of_request {
                assert_eq!(line["correlation_id"], "r-1", "{line}");
                assert_eq!(line["team_id"], "acme", "{line}");
                assert_eq!(line["user_id"], "user-7", "{line}");
                assert_eq!(line["method"], "GET", "{line}");
            }
            let last = lines.last().unwrap();
            let name = if path == "/hello" { "request_completed" } else { "request_failed" };
            assert_eq!(last["message"], name);
            assert!(tracewell::current().is_none());
        }
    }};
}

#[tokio::test]
async fn every_line_is_complete_in_every_order() {
    let policy = Policy::production;
    let correlation = || CorrelationLayer::new(policy());
    let identity = || PrincipalLayer::new(policy(), principal);
    let terminal = || TerminalLayer::new(policy());
    check!(correlation(), identity(), terminal());
    check!(correlation(), terminal(), identity());
    check!(identity(), correlation(), terminal());
    check!(identity(), terminal(), correlation());
    check!(terminal(), correlation(), identity());
    check!(terminal(), identity(), correlation());
}
