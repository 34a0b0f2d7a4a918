use tower_layer::Layer;
use tracewell_correlation::{CorrelationLayer, CorrelationService, UuidV7};
use tracewell_http::{ClientAddr, Shutdown, TerminalLayer, TerminalService, peer};
use tracewell_redact::Policy;

use crate::init::{Installed, installed};

/// The whole stack of an HTTP service in one layer, in the right order: correlation id, then terminal event with panic
/// and error reports and problem details.
///
/// Made by [`layer`]; on an axum router it is the last layer added, so that it covers 404s, panics and the end of the
/// body.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it is applied"]
pub struct HttpLayer<M = UuidV7> {
    correlation: CorrelationLayer<M>,
    terminal: TerminalLayer,
}

/// The stack as the environment sets it: by what [`init!`](crate::init!) read, or by the strict defaults before it.
pub fn layer() -> HttpLayer {
    let Installed { correlation: believed, spans } = installed();
    let policy = Policy::installed();
    let client_addr = ClientAddr::default().proxies(believed.proxies);
    HttpLayer {
        correlation: CorrelationLayer::new(policy.clone()).trust(believed.trust).peer(peer),
        terminal: TerminalLayer::new(policy).client_addr(client_addr).span(spans),
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
