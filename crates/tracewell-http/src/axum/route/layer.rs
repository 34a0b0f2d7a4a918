use tower_layer::Layer;

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
/// let router: Router = Router::new().route("/items/{id}", get(async || "item")).layer(RouteLayer::new());
/// let policy = Policy::production();
/// let service = CorrelationLayer::new(policy.clone()).layer(TerminalLayer::new(policy).layer(router));
/// # let _ = service;
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct RouteLayer(());

impl RouteLayer {
    /// The layer; there is nothing to set.
    #[must_use]
    pub fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for RouteLayer {
    type Service = RouteService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RouteService::new(inner)
    }
}
