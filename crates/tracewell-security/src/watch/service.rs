use std::task::{Context as Task, Poll};

use http::header::AUTHORIZATION;
use http::{Request, Response};
use tower_service::Service;
use tracewell_context::{Context, current};
use tracewell_redact::Policy;

use super::SecurityFuture;
use super::layer::Settings;

/// Writes the event of each denial that passes.
#[derive(Clone, Debug)]
pub struct SecurityService<S> {
    inner: S,
    settings: Settings,
}

impl<S> SecurityService<S> {
    pub(super) fn new(inner: S, settings: Settings) -> Self {
        Self { inner, settings }
    }
}

impl<S, B, R> Service<Request<B>> for SecurityService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = SecurityFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let security = self.settings.security.get();
        let context = context_of(&mut request, security.policy());
        let with_credentials = request.headers().contains_key(AUTHORIZATION);
        // For its warning: an ingress is there also while nobody is denied.
        security.ingress().stands_for_others(context.client_addr(), request.headers());
        let inner = context.in_scope(|| self.inner.call(request));
        SecurityFuture::new(inner, context, with_credentials, self.settings.clone())
    }
}

/// The context of the request, or else one of its own, for a stack that opens none.
fn context_of<B>(request: &mut Request<B>, policy: &Policy) -> Context {
    if let Some(context) = request.extensions().get::<Context>().cloned().or_else(current) {
        return context;
    }
    let context = Context::open();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH") => known,
        _ => "_OTHER",
    };
    context.set_request(method, &policy.path(request.uri().path()));
    request.extensions_mut().insert(context.clone());
    context
}
