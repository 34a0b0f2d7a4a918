use http::Extensions;
use tower_layer::Layer;

use super::SecurityService;
use crate::chosen::Chosen;
use crate::{Denial, Security};

/// Applies [`SecurityService`]: each answer of 401, 403 or 429 is one `security_event`.
///
/// It belongs inside of the layer that tells requests, whose context it uses, and outside of whatever denies: the router,
/// authentication, limiters. What denied says why with a [`Denial`] in the response's extensions. An answer without one is
/// `token_missing` or `token_invalid` (401, by whether an `Authorization` header came), `permission_denied` (403) or
/// `rate_limited` (429).
///
/// ```
/// use http::{Request, Response, StatusCode};
/// use tower::{ServiceBuilder, ServiceExt, service_fn};
/// use tracewell_redact::Policy;
/// use tracewell_security::{Security, SecurityLayer};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let service = ServiceBuilder::new()
///     .layer(SecurityLayer::new(Security::new(Policy::production())))
///     .service(service_fn(|_request: Request<()>| async {
///         let mut response = Response::new(());
///         *response.status_mut() = StatusCode::UNAUTHORIZED;
///         Ok::<_, std::convert::Infallible>(response)
///     }));
/// // One `security_event` with the violation `token_missing`.
/// assert_eq!(service.oneshot(Request::new(())).await.unwrap().status(), 401);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SecurityLayer {
    settings: Settings,
}

/// What layer and service share.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) security: Chosen,
    pub(super) classify: fn(&Extensions) -> Option<Denial>,
}

impl SecurityLayer {
    /// A layer that records with `security`.
    #[must_use]
    pub fn new(security: Security) -> Self {
        Self { settings: Settings { security: Chosen::own(security), classify: |_| None } }
    }

    /// A layer that records with the one that is [installed](Security::installed) when the first request comes. So it does
    /// not matter whether it was made before that was installed.
    #[must_use]
    pub fn installed() -> Self {
        Self { settings: Settings { security: Chosen::default(), classify: |_| None } }
    }

    /// How to tell why a layer of others denied: by what it left in the response's extensions.
    ///
    /// ```
    /// use tower_http::csrf::ProtectionError;
    /// use tracewell_redact::Policy;
    /// use tracewell_security::{Denial, Security, SecurityLayer, Violation};
    ///
    /// let layer = SecurityLayer::new(Security::new(Policy::production()))
    ///     .classify(|extensions| extensions.get::<ProtectionError>().map(|_| Denial::new(Violation::CsrfFailed)));
    /// # let _ = layer;
    /// ```
    #[must_use]
    pub fn classify(mut self, why: fn(&Extensions) -> Option<Denial>) -> Self {
        self.settings.classify = why;
        self
    }
}

impl<S> Layer<S> for SecurityLayer {
    type Service = SecurityService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SecurityService::new(inner, self.settings.clone())
    }
}
