use tower_layer::Layer;
use tracewell_context::Context;
use tracewell_redact::Policy;

use super::TerminalService;
use crate::{ClientAddr, Shutdown};

/// Applies [`TerminalService`].
///
/// | setting | default | why |
/// |---|---|---|
/// | [`client_addr`](Self::client_addr) | the socket's peer | a forwarding header is a client's to write |
/// | [`shutdown`](Self::shutdown) | never begins | tells a server that stops from a client that went |
/// | [`problem_details`](Self::problem_details) | yes | a router's bare 404 becomes `application/problem+json` |
/// | [`span`](Self::span) | no | a log line takes its ids from the context and needs no span |
#[derive(Clone, Debug)]
pub struct TerminalLayer {
    settings: Settings,
}

/// What layer and service share.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) policy: Policy,
    pub(super) client_addr: ClientAddr,
    pub(super) shutdown: Shutdown,
    pub(super) problem_details: bool,
    pub(super) span: bool,
    pub(super) span_if: fn(&Context) -> bool,
}

impl TerminalLayer {
    /// A layer that makes paths safe with `policy`.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let settings = Settings {
            policy,
            client_addr: ClientAddr::default(),
            shutdown: Shutdown::default(),
            problem_details: true,
            span: false,
            span_if: |_| true,
        };
        Self { settings }
    }

    /// How the client's address is found.
    #[must_use]
    pub fn client_addr(mut self, client_addr: ClientAddr) -> Self {
        self.settings.client_addr = client_addr;
        self
    }

    /// What tells that the server is stopping.
    #[must_use]
    pub fn shutdown(mut self, shutdown: &Shutdown) -> Self {
        self.settings.shutdown = shutdown.clone();
        self
    }

    /// Whether an error response without a body gets problem details (RFC 9457).
    #[must_use]
    pub fn problem_details(mut self, fill: bool) -> Self {
        self.settings.problem_details = fill;
        self
    }

    /// Whether each request is a span (`request`, target `tracewell::http`), for a subscriber that exports spans.
    #[must_use]
    pub fn span(mut self, open: bool) -> Self {
        self.settings.span = open;
        self
    }

    /// Of which requests: a tracing system that records a share of them spares the others their span.
    #[must_use]
    pub fn span_if(mut self, records: fn(&Context) -> bool) -> Self {
        self.settings.span_if = records;
        self
    }
}

impl<S> Layer<S> for TerminalLayer {
    type Service = TerminalService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TerminalService::new(inner, self.settings.clone())
    }
}
