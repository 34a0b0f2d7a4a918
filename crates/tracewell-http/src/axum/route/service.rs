use std::task::{Context as Task, Poll};

use ::axum::extract::MatchedPath;
use http::Request;
use tower_service::Service;
use tracewell_context::Context;
use tracewell_redact::Policy;

use crate::route::note_template;

/// Notes the route that axum's router matched in the context of the request, and hides what the
/// policy hides of it.
///
/// A request without a context, as no layer outside has opened one, passes as it is.
#[derive(Clone, Debug)]
pub struct RouteService<S> {
    inner: S,
    policy: Option<Policy>,
}

impl<S> RouteService<S> {
    pub(super) fn new(inner: S, policy: Option<Policy>) -> Self {
        Self { inner, policy }
    }
}

impl<S, B> Service<Request<B>> for RouteService<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let extensions = request.extensions();
        if let (Some(context), Some(matched)) = (extensions.get::<Context>(), extensions.get::<MatchedPath>()) {
            match &self.policy {
                Some(policy) => note_template(context, matched.as_str(), policy),
                None => note_template(context, matched.as_str(), &Policy::installed()),
            }
        }
        self.inner.call(request)
    }
}
