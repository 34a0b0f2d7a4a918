use std::fmt::Display;
use std::sync::Arc;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;
use tracewell_correlation::{CorrelationBody, CorrelationFuture, MakeId};
use tracewell_http::{TerminalBody, TerminalFuture};

use super::stack::Stack;

/// Runs a service inside the whole stack; made by [`HttpLayer`](super::HttpLayer).
#[derive(Debug)]
pub struct HttpService<S, M> {
    inner: S,
    stack: Arc<Stack<M>>,
}

impl<S: Clone, M> Clone for HttpService<S, M> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), stack: Arc::clone(&self.stack) }
    }
}

impl<S, M> HttpService<S, M> {
    pub(super) fn new(inner: S, stack: Arc<Stack<M>>) -> Self {
        Self { inner, stack }
    }
}

impl<S, M, B, R> Service<Request<B>> for HttpService<S, M>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: Display,
    M: MakeId,
    R: Body<Data = Bytes>,
{
    type Response = Response<CorrelationBody<TerminalBody<R>>>;
    type Error = S::Error;
    type Future = CorrelationFuture<TerminalFuture<S::Future>>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let Stack { correlation, terminal } = &*self.stack;
        // The layers are made by the first request, which knows what the environment asks for.
        correlation.get().call(request, |request| terminal.get().call(&mut self.inner, request))
    }
}
