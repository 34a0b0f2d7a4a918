use std::borrow::Cow;

use tower_layer::Layer;
use tracewell_redact::Policy;

use crate::rules::Rules;
use crate::{ClientService, Defaults, Previews, Propagation};

/// Applies [`ClientService`] to a client.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`policy`](Self::policy) | the process's | one policy for every exit |
/// | [`propagation`](Self::propagation) | `X-Request-ID` and `traceparent` | one story over several services; strangers need not know it |
/// | [`previews`](Self::previews) | what the process has [installed](Defaults), else off | bodies are other people's |
/// | [`defaults`](Self::defaults) | what the process has installed | spans only where a sink has a use for them |
///
/// Make it after the process's telemetry has started: it takes policy and defaults as they are at that moment.
#[derive(Clone, Debug)]
pub struct ClientLayer {
    rules: Rules,
}

impl ClientLayer {
    /// A layer for calls to `service`, which is what events, errors and metrics call it: a fixed name, no address.
    #[must_use]
    pub fn new(service: impl Into<Cow<'static, str>>) -> Self {
        Self { rules: Rules::new(&service.into()) }
    }

    /// What may be shown.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.rules.policy = policy;
        self
    }

    /// What the other service is told of the work that a call belongs to.
    #[must_use]
    pub fn propagation(mut self, propagation: Propagation) -> Self {
        self.rules.propagation = propagation;
        self
    }

    /// How much of response bodies is shown in development.
    #[must_use]
    pub fn previews(mut self, previews: Previews) -> Self {
        self.rules.set_previews(previews);
        self
    }

    /// Other defaults than the process's.
    #[must_use]
    pub fn defaults(mut self, defaults: Defaults) -> Self {
        self.rules.set_previews(defaults.chosen_previews());
        self.rules.defaults = defaults;
        self
    }
}

impl<S> Layer<S> for ClientLayer {
    type Service = ClientService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ClientService::new(inner, self.rules.clone())
    }
}
