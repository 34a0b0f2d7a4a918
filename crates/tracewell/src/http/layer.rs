use tower_layer::Layer;
use tracewell_correlation::{CorrelationLayer, CorrelationService, UuidV7};
use tracewell_http::{ClientAddr, Shutdown, TerminalLayer, TerminalService, peer};
use tracewell_redact::Policy;

use crate::init::{Installed, installed};
use crate::otel::Otel;

/// The whole stack of an HTTP service in one layer, in the right order: correlation id, then terminal event with panic
/// and error reports and problem details.
///
/// Made by [`layer`], which says where it goes.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it is applied"]
pub struct HttpLayer<M = UuidV7> {
    correlation: CorrelationLayer<M>,
    terminal: TerminalLayer,
}

/// The stack as the environment sets it, by what [`init!`](crate::init!) read.
///
/// Call it **after** `init!` (or [`Builder::layer`](crate::Builder::layer)). It takes policy, trust and spans as they are at
/// that moment: a layer made before has the strict defaults and none of the service's own rules, so that a personal path
/// parameter goes out as it is, and it stays so. A test without `init!` installs its policy first:
/// [`Policy::install`](tracewell_redact::Policy::install).
///
/// With axum there are two places for it:
///
/// * As the last `Router::layer`. It covers 404s, panics and the end of the body. The router calls its layers when the
///   response is first polled, so a request that the server drops before that, as its client is gone already, leaves no
///   line.
/// * Around the router, with `RouteLayer` as the router's last layer to tell which route matched. Every request that
///   `Service::call` was given ends with one terminal event, provided that the server's service function calls it at
///   once and not in a future of its own.
///
#[cfg_attr(feature = "axum", doc = "```")]
#[cfg_attr(not(feature = "axum"), doc = "```ignore")]
/// use axum::Router;
/// use axum::body::Body;
/// use axum::http::Request;
/// use axum::routing::get;
/// use tower::{Layer, Service};
/// use tracewell::http::RouteLayer;
///
/// let routes = || Router::new().route("/items/{id}", get(async || "item"));
///
/// // Inside: what `axum::serve` takes.
/// let inside: Router = routes().layer(tracewell::http::layer());
///
/// // Outside: for a server of one's own.
/// let outside = tracewell::http::layer().layer(routes().layer(RouteLayer::new()));
/// let per_connection = |request: Request<Body>| {
///     // A router is always ready. The request has begun when this returns, polled or not.
///     outside.clone().call(request)
/// };
/// # let _ = (inside, per_connection(Request::new(Body::empty())));
/// ```
pub fn layer() -> HttpLayer {
    let Installed { correlation: believed, spans, all_spans } = installed();
    let policy = Policy::installed();
    let client_addr = ClientAddr::default().proxies(believed.proxies);
    let terminal = TerminalLayer::new(policy.clone()).client_addr(client_addr).span(spans);
    HttpLayer {
        correlation: CorrelationLayer::new(policy).trust(believed.trust).peer(peer),
        terminal: if all_spans { terminal } else { terminal.span_if(Otel::records) },
    }
}

impl<M> HttpLayer<M> {
    /// Another correlation layer: another header, trust or way of making ids.
    pub fn correlation<N>(self, layer: CorrelationLayer<N>) -> HttpLayer<N> {
        HttpLayer { correlation: layer, terminal: self.terminal }
    }

    /// Another terminal layer: another way to find the client, spans, or no problem details.
    pub fn terminal(mut self, layer: TerminalLayer) -> Self {
        self.terminal = layer;
        self
    }

    /// What tells that the server is stopping.
    pub fn shutdown(mut self, shutdown: &Shutdown) -> Self {
        self.terminal = self.terminal.shutdown(shutdown);
        self
    }
}

impl<S, M: Clone> Layer<S> for HttpLayer<M> {
    type Service = CorrelationService<TerminalService<S>, M>;

    fn layer(&self, inner: S) -> Self::Service {
        self.correlation.layer(self.terminal.layer(inner))
    }
}
