//! What may be done about an abuse signal: whoever gave one is slowed down, if the service is told to.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::Router;
use tracewell::security::LimitLayer;

const MINUTE: Duration = Duration::from_secs(60);

/// The routes, left to an address that gave a signal so many times a minute. Its other requests are 429 before a token is
/// looked at. Everybody else is as free as ever, and so is everybody without a number.
pub(crate) fn slow_down<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    requests: Option<NonZeroU32>,
) -> Router<S> {
    match requests {
        Some(requests) => routes.route_layer(LimitLayer::installed(requests, MINUTE)),
        None => routes,
    }
}
