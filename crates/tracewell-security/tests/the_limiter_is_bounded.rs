//! A flood of those who gave a signal neither grows the limiter without end nor opens it.
#![cfg(feature = "limit")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};
use tracewell_context::{Context, CorrelationId};
use tracewell_redact::Policy;
use tracewell_security::{LimitLayer, Observation, Security, Thresholds, Violation};

fn address(number: u64) -> IpAddr {
    Ipv6Addr::from((0x2001_0db8 << 96) | u128::from(number)).into()
}

#[tokio::test]
async fn nobody_gets_past_it_by_being_many() {
    let security = Security::builder(Policy::production()).thresholds(Thresholds::default().host(1)).build();
    let layer = LimitLayer::new(security.clone(), NonZeroU32::MIN, Duration::from_secs(3600));
    let service = ServiceBuilder::new()
        .layer(layer)
        .service(service_fn(async |_: Request<String>| Ok::<_, Infallible>(Response::new(String::new()))));
    let ask = |client: IpAddr| {
        security.tracker().record(&Observation::new(Violation::TokenInvalid).host(client));
        let context = Context::new(CorrelationId::generate());
        context.set_client_addr(client);
        let mut request = Request::new(String::new());
        request.extensions_mut().insert(context);
        service.clone().oneshot(request)
    };
    let first = address(1 << 40);
    ask(first).await.unwrap();
    assert_eq!(ask(first).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    for number in 0..12_000 {
        ask(address(number)).await.unwrap();
    }
    for _ in 0..20 {
        assert_eq!(ask(first).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    }
}
