//! A layer takes the installed settings with its first request, and keeps them: one process, one test.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::net::SocketAddr;

use http::{Request, Response, StatusCode};
use support::Log;
use tower::{Layer, Service, ServiceExt, service_fn};
use tracewell_context::Context;
use tracewell_redact::Policy;
use tracewell_security::{Security, SecurityLayer, Thresholds};

fn request() -> Request<()> {
    let context = Context::open();
    context.set_client_addr("203.0.113.7:5000".parse::<SocketAddr>().unwrap().ip());
    let mut request = Request::new(());
    request.extensions_mut().insert(context);
    request
}

async fn answer(_: Request<()>) -> Result<Response<()>, Infallible> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    Ok(response)
}

#[tokio::test]
async fn it_has_the_thresholds_that_are_there_when_a_request_comes() {
    let log = Log::listen();
    let mut early = SecurityLayer::installed().layer(service_fn(answer));
    #[cfg(feature = "limit")]
    let mut limited = {
        let (one, period) = (std::num::NonZeroU32::MIN, std::time::Duration::from_secs(3600));
        tracewell_security::LimitLayer::installed(one, period).layer(service_fn(answer))
    };
    let thresholds = Thresholds::default().host(2);
    assert!(Security::builder(Policy::production()).thresholds(thresholds).build().install());
    for _ in 0..2 {
        early.ready().await.unwrap().call(request()).await.unwrap();
    }
    assert_eq!(log.named("abuse_signal_host").len(), 1);
    #[cfg(feature = "limit")]
    {
        let mut status = async || limited.ready().await.unwrap().call(request()).await.unwrap().status();
        assert_eq!((status().await, status().await), (StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS));
    }
}
