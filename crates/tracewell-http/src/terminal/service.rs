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
use super::{TerminalBody, TerminalFuture, TerminalLayer};
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

    fn call(&mut self, request: Request<B>) -> Self::Future {
        call(&mut self.inner, &self.settings, request, true)
    }
}

impl TerminalLayer {
    /// What a [`TerminalService`] around `inner` does with a request, for a stack that has no service of each layer. The
    /// context is not put into the extensions of the response: a [`CorrelationLayer`](tracewell_correlation::CorrelationLayer)
    /// around it does that.
    pub fn call<S, B, R>(&self, inner: &mut S, request: Request<B>) -> TerminalFuture<S::Future>
    where
        S: Service<Request<B>, Response = Response<R>>,
    {
        call(inner, self.settings(), request, false)
    }
}

/// One request; `attach` says whether its response is to have the context.
fn call<S, B>(
    inner: &mut S,
    settings: &Arc<Settings>,
    mut request: Request<B>,
    attach: bool,
) -> TerminalFuture<S::Future>
where
    S: Service<Request<B>>,
{
    let context = open(&mut request, &settings.policy);
    if !context.claim_ending() {
        // The same layer is there further out, and tells this request.
        return TerminalFuture::unwatched(inner.call(request));
    }
    route::note(&context, request.extensions(), &settings.policy);
    if let Some(address) = settings.client_addr.of(request.extensions(), request.headers()) {
        context.set_client_addr(address);
        context.show_client_addr(&settings.client_host);
    }
    if settings.span {
        // For whoever records the span.
        let Protocol { scheme, version } = Protocol::of(&request);
        context.set_protocol(scheme, version);
        if settings.client_addr.is_proxied(request.extensions()) {
            context.trust_trace_flag();
        }
    }
    if let Some(keys) = &settings.baggage
        && settings.client_addr.is_proxied(request.extensions())
        && let Some(baggage) = keys.read(request.headers())
    {
        context.set_baggage(baggage);
    }
    let mut exchange = Exchange::begin(context, &request, settings);
    if attach {
        exchange.attach_to_response();
    }
    // A service may panic before it has a future. Both are left where they are: what a catcher is handed and hands back is
    // copied on the way.
    let (mut request, mut future) = (Some(request), None);
    let called = exchange.run(|| future = request.take().map(|request| inner.call(request)));
    TerminalFuture::new(future, called.err(), exchange)
}
