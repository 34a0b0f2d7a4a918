use std::sync::Arc;

use tower_layer::Layer;
use tracewell_correlation::{CorrelationLayer, UuidV7};
use tracewell_http::{Shutdown, TerminalLayer};

use super::HttpService;
use super::chosen::Chosen;
use super::stack::Stack;

/// The whole stack of an HTTP service in one layer, in the right order: correlation id, then terminal event with panic
/// and error reports and problem details.
///
/// Made by [`layer`], which says where it goes.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it is applied"]
pub struct HttpLayer<M = UuidV7> {
    stack: Arc<Stack<M>>,
}

/// The stack as the environment sets it, by what [`init!`](crate::init!) read.
///
/// It takes policy, trust, spans and whatever else was read when its first request comes, and keeps that. So it does not
/// matter whether it was made before `init!` (or [`Builder::layer`](crate::Builder::layer)) or after; but a service that
/// answers requests before has the strict defaults and none of its own rules, and stays so. A test without `init!` installs
/// its policy before its first request: [`Policy::install`](tracewell_redact::Policy::install).
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
    HttpLayer { stack: Stack::installed() }
}

impl<M: Clone + 'static> HttpLayer<M> {
    /// Another correlation layer: another header, trust or way of making ids.
    pub fn correlation<N>(self, layer: CorrelationLayer<N>) -> HttpLayer<N> {
        let Stack { terminal, .. } = Arc::unwrap_or_clone(self.stack);
        HttpLayer { stack: Arc::new(Stack { correlation: Chosen::Own(layer), terminal }) }
    }

    /// Another terminal layer, which the environment has no say in: to begin from what it says, see
    /// [`adjust`](Self::adjust).
    pub fn terminal(self, layer: TerminalLayer) -> Self {
        self.with(|_| Chosen::Own(layer))
    }

    /// The terminal layer that the environment makes, with changes on top of that. They are made once, with the first
    /// request.
    ///
    /// ```
    /// let layer = tracewell::http::layer().adjust(|terminal| terminal.quiet_routes(["/health", "/metrics"]));
    /// # let _ = layer;
    /// ```
    pub fn adjust(self, change: impl Fn(TerminalLayer) -> TerminalLayer + Send + Sync + 'static) -> Self {
        self.with(|terminal| terminal.changed(change))
    }

    /// What tells that the server is stopping.
    pub fn shutdown(self, shutdown: &Shutdown) -> Self {
        let shutdown = shutdown.clone();
        self.adjust(move |terminal| terminal.shutdown(&shutdown))
    }

    fn with(self, change: impl FnOnce(Chosen<TerminalLayer>) -> Chosen<TerminalLayer>) -> Self {
        let Stack { correlation, terminal } = Arc::unwrap_or_clone(self.stack);
        Self { stack: Arc::new(Stack { correlation, terminal: change(terminal) }) }
    }
}

impl<S, M> Layer<S> for HttpLayer<M> {
    type Service = HttpService<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        HttpService::new(inner, Arc::clone(&self.stack))
    }
}
