use tower_layer::Layer;
use tracewell_redact::Policy;

use super::PrincipalService;

/// Applies [`PrincipalService`]: binds the principal that `find` sees in the head of each request.
///
/// For a service whose caller is authenticated by a layer outside, a gateway's mutual TLS or a session middleware.
/// Code that authenticates inside the request calls [`tracewell_context::bind`] instead.
///
/// ```
/// use http::request::Parts;
/// use tracewell_context::Principal;
/// use tracewell_http::PrincipalLayer;
/// use tracewell_redact::Policy;
///
/// let layer = PrincipalLayer::new(Policy::production(), |head: &Parts| head.extensions.get::<Principal>().cloned());
/// # let _ = layer;
/// ```
#[derive(Clone, Debug)]
pub struct PrincipalLayer<F> {
    policy: Policy,
    find: F,
}

impl<F> PrincipalLayer<F> {
    /// A layer that binds what `find` finds.
    #[must_use]
    pub fn new(policy: Policy, find: F) -> Self {
        Self { policy, find }
    }
}

impl<S, F: Clone> Layer<S> for PrincipalLayer<F> {
    type Service = PrincipalService<S, F>;

    fn layer(&self, inner: S) -> Self::Service {
        PrincipalService::new(inner, self.policy.clone(), self.find.clone())
    }
}
