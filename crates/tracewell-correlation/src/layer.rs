use std::net::IpAddr;
use std::sync::Arc;

use http::{Extensions, HeaderName};
use tower_layer::Layer;
use tracewell_names::header;
use tracewell_redact::Policy;

use crate::{CorrelationService, MakeId, Trust, UuidV7};

/// Applies [`CorrelationService`].
///
/// | setting | default | why |
/// |---|---|---|
/// | [`header`](Self::header) | `x-request-id` | the de-facto name |
/// | [`trust`](Self::trust) | [`Trust::All`] | an id from a gateway ties its lines to ours |
/// | [`peer`](Self::peer) | unknown | only [`Trust::Proxies`] asks |
/// | [`make_id`](Self::make_id) | [`UuidV7`] | sorts by time |
#[derive(Clone, Debug)]
pub struct CorrelationLayer<M = UuidV7> {
    settings: Arc<Settings<M>>,
}

/// What layer and service share.
#[derive(Clone, Debug)]
pub(crate) struct Settings<M> {
    pub(crate) policy: Policy,
    pub(crate) header: HeaderName,
    pub(crate) trust: Trust,
    pub(crate) peer: fn(&Extensions) -> Option<IpAddr>,
    pub(crate) make_id: M,
}

impl CorrelationLayer {
    /// A layer that keeps everybody's well-formed ids and makes UUIDv7s.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let header = HeaderName::from_static(header::X_REQUEST_ID);
        let settings = Settings { policy, header, trust: Trust::All, peer: |_| None, make_id: UuidV7 };
        Self { settings: Arc::new(settings) }
    }
}

impl<M: Clone> CorrelationLayer<M> {
    /// The header that carries the id, in and out.
    #[must_use]
    pub fn header(mut self, name: HeaderName) -> Self {
        Arc::make_mut(&mut self.settings).header = name;
        self
    }

    /// Whose id is kept.
    #[must_use]
    pub fn trust(mut self, trust: Trust) -> Self {
        Arc::make_mut(&mut self.settings).trust = trust;
        self
    }

    /// How to find the address of the socket's peer in a request's extensions.
    #[must_use]
    pub fn peer(mut self, peer: fn(&Extensions) -> Option<IpAddr>) -> Self {
        Arc::make_mut(&mut self.settings).peer = peer;
        self
    }

    /// Who makes new ids.
    #[must_use]
    pub fn make_id<N: MakeId>(self, make_id: N) -> CorrelationLayer<N> {
        let Settings { policy, header, trust, peer, .. } = Arc::unwrap_or_clone(self.settings);
        CorrelationLayer { settings: Arc::new(Settings { policy, header, trust, peer, make_id }) }
    }
}

impl<M> CorrelationLayer<M> {
    pub(crate) fn settings(&self) -> &Settings<M> {
        &self.settings
    }
}

impl<S, M> Layer<S> for CorrelationLayer<M> {
    type Service = CorrelationService<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        CorrelationService::new(inner, Arc::clone(&self.settings))
    }
}
