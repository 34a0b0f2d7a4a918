use tower_layer::Layer;
use tracewell_redact::Policy;

use super::RouteService;

/// Applies [`RouteService`]: the last layer of a router whose [`TerminalLayer`](crate::TerminalLayer) is outside.
///
/// Only inside the router is it known which route matched. A `TerminalLayer` that is itself a layer of the router sees
/// that and does not need this.
///
/// ```
/// use axum::Router;
/// use axum::routing::get;
/// use tower_layer::Layer;
/// use tracewell_correlation::CorrelationLayer;
/// use tracewell_http::TerminalLayer;
/// use tracewell_http::axum::RouteLayer;
/// use tracewell_redact::Policy;
///
/// let policy = Policy::production();
/// let routes = RouteLayer::new().policy(policy.clone());
/// let router: Router = Router::new().route("/items/{id}", get(async || "item")).layer(routes);
/// let service = CorrelationLayer::new(policy.clone()).layer(TerminalLayer::new(policy).layer(router));
/// # let _ = service;
/// ```
///
/// From the route on, the path of the request shows no more than the policy lets it show of this route: personal and
/// sensitive parameters are hidden. What is told before, by layers outside, has been scanned for secrets only.
#[derive(Clone, Debug)]
pub struct RouteLayer {
    policy: Option<Policy>,
}

impl RouteLayer {
    /// The layer, with the policy that is [installed](Policy::installed) when a request comes.
    #[must_use]
    pub fn new() -> Self {
        Self { policy: None }
    }

    /// Another policy: that of the layers outside, where none is installed.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }
}

impl Default for RouteLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for RouteLayer {
    type Service = RouteService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RouteService::new(inner, self.policy.clone())
    }
}
