use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use tower_layer::Layer;

use super::LimitService;
use super::limiter::Limiter;
use crate::Security;
use crate::chosen::Chosen;

/// Applies [`LimitService`]: whoever gave an abuse signal within the window is answered 429 when they come more often than
/// the quota lets them, with `Retry-After` and the code `rate_limited`. Everybody else passes.
///
/// Subjects are the client's address, and the verified principal where one is bound already: outside of authentication
/// there is none. The address is left out where it may be that of an ingress that nobody configured (see
/// `TRUSTED_PROXIES`), which stands for all of its clients.
///
/// ```
/// use std::num::NonZeroU32;
/// use std::time::Duration;
/// use tracewell_redact::Policy;
/// use tracewell_security::{LimitLayer, Security};
///
/// let security = Security::new(Policy::production());
/// let five = NonZeroU32::new(5).unwrap();
/// let layer = LimitLayer::new(security, five, Duration::from_secs(60));
/// # let _ = layer;
/// ```
#[derive(Clone, Debug)]
pub struct LimitLayer {
    security: Chosen,
    limiter: Arc<Limiter>,
}

impl LimitLayer {
    /// A layer that lets each of those who gave a signal have `requests` in `period`.
    #[must_use]
    pub fn new(security: Security, requests: NonZeroU32, period: Duration) -> Self {
        Self { security: Chosen::own(security), limiter: Arc::new(Limiter::new(requests, period)) }
    }

    /// The same by the signals of the one that is [installed](Security::installed) when the first request comes.
    #[must_use]
    pub fn installed(requests: NonZeroU32, period: Duration) -> Self {
        Self { security: Chosen::default(), limiter: Arc::new(Limiter::new(requests, period)) }
    }
}

impl<S> Layer<S> for LimitLayer {
    type Service = LimitService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        LimitService::new(inner, self.security.clone(), self.limiter.clone())
    }
}
