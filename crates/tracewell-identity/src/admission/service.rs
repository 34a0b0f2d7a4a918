use std::pin::Pin;
use std::task::{Context as Task, Poll};

use http::{Request, Response};
use tower_service::Service;

use super::{Refuse, SecurityGroup, admit_to};
use crate::Authenticate;

/// The service of [`IdentityLayer`](super::IdentityLayer).
#[derive(Clone, Debug)]
pub struct IdentityService<S, A, R> {
    inner: S,
    authority: A,
    group: SecurityGroup,
    refuse: R,
}

impl<S, A, R> IdentityService<S, A, R> {
    pub(super) fn new(inner: S, authority: A, group: SecurityGroup, refuse: R) -> Self {
        Self { inner, authority, group, refuse }
    }
}

impl<S, A, R, B, ResB> Service<Request<B>> for IdentityService<S, A, R>
where
    S: Service<Request<B>, Response = Response<ResB>> + Clone + Send + 'static,
    S::Future: Send,
    A: Authenticate,
    R: Refuse<ResB>,
    B: Send + 'static,
{
    type Response = Response<ResB>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<ResB>, S::Error>> + Send>>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The one that is ready, not its clone.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let (authority, group, refuse) = (self.authority.clone(), self.group.clone(), self.refuse.clone());
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            match admit_to(&authority, &group, &mut head).await {
                Ok(_) => inner.call(Request::from_parts(head, body)).await,
                Err(error) => {
                    let mut response = refuse.refuse(&error);
                    response.extensions_mut().insert(error);
                    Ok(response)
                }
            }
        })
    }
}
