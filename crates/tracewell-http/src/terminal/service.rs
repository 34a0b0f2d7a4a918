use std::fmt::Display;
use std::sync::Arc;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;
use tracewell_correlation::open;

use super::exchange::Exchange;
use super::layer::Settings;
use super::{TerminalBody, TerminalFuture};
use crate::protocol::Protocol;
use crate::route;

/// Tells each request once, catches its panics, and answers errors that have no body with problem details.
#[derive(Clone, Debug)]
pub struct TerminalService<S> {
    inner: S,
    settings: Arc<Settings>,
}

impl<S> TerminalService<S> {
    pub(super) fn new(inner: S, settings: Arc<Settings>) -> Self {
        Self { inner, settings }
    }
}

impl<S, B, R> Service<Request<B>> for TerminalService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: Display,
    R: Body<Data = Bytes>,
{
    type Response = Response<TerminalBody<R>>;
    type Error = S::Error;
    type Future = TerminalFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let context = open(&mut request, &self.settings.policy);
        if !context.claim_ending() {
            // The same layer is there further out, and tells this request.
            return TerminalFuture::unwatched(self.inner.call(request));
        }
        route::note(&context, request.extensions(), &self.settings.policy);
        if let Some(address) = self.settings.client_addr.of(request.extensions(), request.headers()) {
            context.set_client_addr(address);
            context.show_client_addr(&self.settings.client_host);
        }
        if self.settings.span {
            // For whoever records the span.
            let Protocol { scheme, version } = Protocol::of(&request);
            context.set_protocol(scheme, version);
            if self.settings.client_addr.is_proxied(request.extensions()) {
                context.trust_trace_flag();
            }
        }
        if let Some(keys) = &self.settings.baggage
            && self.settings.client_addr.is_proxied(request.extensions())
            && let Some(baggage) = keys.read(request.headers())
        {
            context.set_baggage(baggage);
        }
        let exchange = Exchange::begin(context, &request, &self.settings);
        // A service may panic before it has a future.
        let inner = exchange.run(|| self.inner.call(request));
        TerminalFuture::new(inner, exchange)
    }
}
