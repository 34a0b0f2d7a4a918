use std::sync::Arc;
use std::task::{Context as Task, Poll};
use std::time::Duration;

use http::{Request, Response};
use tower_service::Service;
use tracewell_context::{Context, current};

use super::LimitFuture;
use super::limiter::Limiter;
use crate::Subject;
use crate::chosen::Chosen;

/// Slows down whoever gave an abuse signal.
#[derive(Clone, Debug)]
pub struct LimitService<S> {
    inner: S,
    security: Chosen,
    limiter: Arc<Limiter>,
}

impl<S> LimitService<S> {
    pub(super) fn new(inner: S, security: Chosen, limiter: Arc<Limiter>) -> Self {
        Self { inner, security, limiter }
    }

    /// How long this request's client has to wait, if it has to.
    fn wait<B>(&self, request: &Request<B>) -> Option<Duration> {
        let context = request.extensions().get::<Context>().cloned().or_else(current)?;
        let client = context.client_addr();
        let security = self.security.get();
        let hidden = security.ingress().stands_for_others(client, request.headers());
        let host = client.filter(|_| !hidden).map(Subject::Host);
        let principal = context.verified_principal().map(Subject::Principal);
        let subjects = host.into_iter().chain(principal);
        let flagged = subjects.filter(|subject| security.tracker().is_flagged(subject));
        flagged.filter_map(|subject| self.limiter.wait(security.tracker().key(&subject))).max()
    }
}

impl<S, B, R> Service<Request<B>> for LimitService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = LimitFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match self.wait(&request) {
            Some(wait) => LimitFuture::refused(wait),
            None => LimitFuture::passed(self.inner.call(request)),
        }
    }
}
