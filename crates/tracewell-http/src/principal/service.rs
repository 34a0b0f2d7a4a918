use std::task::{Context as Task, Poll};

use http::Request;
use http::request::Parts;
use tower_service::Service;
use tracewell_context::{Principal, Scope, scope};
use tracewell_correlation::open;
use tracewell_redact::Policy;

/// Binds the principal of each request to its context and runs the inner service in it.
#[derive(Clone, Debug)]
pub struct PrincipalService<S, F> {
    inner: S,
    policy: Policy,
    find: F,
}

impl<S, F> PrincipalService<S, F> {
    pub(super) fn new(inner: S, policy: Policy, find: F) -> Self {
        Self { inner, policy, find }
    }
}

impl<S, F, B> Service<Request<B>> for PrincipalService<S, F>
where
    S: Service<Request<B>>,
    F: Fn(&Parts) -> Option<Principal>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Scope<S::Future>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let context = open(&mut request, &self.policy);
        let (head, body) = request.into_parts();
        if let Some(principal) = (self.find)(&head) {
            // Bound otherwise already: the first one who authenticated stands, and nobody is told two owners.
            let _ = context.bind(principal);
        }
        let inner = context.in_scope(|| self.inner.call(Request::from_parts(head, body)));
        scope(context, inner)
    }
}
