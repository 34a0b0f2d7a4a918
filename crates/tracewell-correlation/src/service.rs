use std::sync::Arc;
use std::task::{Context as Task, Poll};

use http::{Request, Response};
use tower_service::Service;
use tracewell_context::{Context, scope};

use crate::layer::Settings;
use crate::{CorrelationBody, CorrelationFuture, MakeId, inbound, open};

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
        let context = open(request, &self.policy);
        let sent = inbound::correlation_id(request.headers(), &self.header, &self.policy);
        let id = match sent {
            Some(id) if self.trust.accepts((self.peer)(request.extensions())) => id,
            Some(untrusted) => {
                context.note_client_request_id(untrusted);
                self.make_id.make_id()
            }
            None => self.make_id.make_id(),
        };
        context.correlate(id);
        context
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

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let context = self.settings.correlate(&mut request);
        let inner = context.in_scope(|| self.inner.call(request));
        CorrelationFuture::new(scope(context.clone(), inner), context, self.settings.header.clone())
    }
}
