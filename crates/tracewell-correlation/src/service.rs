use std::sync::Arc;
use std::task::{Context as Task, Poll};

use http::{Request, Response};
use tower_service::Service;
use tracewell_context::{Context, Held};

use crate::layer::Settings;
use crate::open::begin;
use crate::{CorrelationBody, CorrelationFuture, CorrelationLayer, MakeId, inbound};

/// Decides the correlation id of each request and runs the inner service in its context.
#[derive(Debug)]
pub struct CorrelationService<S, M> {
    inner: S,
    settings: Arc<Settings<M>>,
}

impl<S: Clone, M> Clone for CorrelationService<S, M> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), settings: Arc::clone(&self.settings) }
    }
}

impl<S, M> CorrelationService<S, M> {
    pub(crate) fn new(inner: S, settings: Arc<Settings<M>>) -> Self {
        Self { inner, settings }
    }
}

impl<M: MakeId> Settings<M> {
    /// The context of `request`, correlated.
    fn correlate<B>(&self, request: &mut Request<B>) -> Context {
        let sent = inbound::correlation_id(request.headers(), &self.header, &self.policy);
        let (id, untrusted) = match sent {
            Some(id) if self.trust.accepts((self.peer)(request.extensions())) => (id, None),
            untrusted => (self.make_id.make_id(), untrusted),
        };
        let context = match request.extensions().get::<Context>() {
            Some(known) => {
                let known = known.clone();
                known.correlate(id);
                known
            }
            None => begin(request, &self.policy, Some(id)),
        };
        if let Some(untrusted) = untrusted {
            context.note_client_request_id(untrusted);
        }
        context
    }

    fn call<B, F>(&self, mut request: Request<B>, inner: impl FnOnce(Request<B>) -> F) -> CorrelationFuture<F> {
        let mut context = Held::new(self.correlate(&mut request));
        let inner = context.run(|| inner(request));
        CorrelationFuture::new(inner, context, self.header.clone())
    }
}

impl<M: MakeId> CorrelationLayer<M> {
    /// What a [`CorrelationService`] around `inner` does with a request, for a stack that has no service of each layer.
    pub fn call<B, F>(&self, request: Request<B>, inner: impl FnOnce(Request<B>) -> F) -> CorrelationFuture<F> {
        self.settings().call(request, inner)
    }
}

impl<S, M, B, R> Service<Request<B>> for CorrelationService<S, M>
where
    S: Service<Request<B>, Response = Response<R>>,
    M: MakeId,
{
    type Response = Response<CorrelationBody<R>>;
    type Error = S::Error;
    type Future = CorrelationFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.settings.call(request, |request| self.inner.call(request))
    }
}
