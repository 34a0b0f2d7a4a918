use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll};
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderValue, Response, StatusCode};
use pin_project_lite::pin_project;

use crate::{Denial, Violation};

pin_project! {
    /// The answer of [`LimitService`](super::LimitService).
    #[derive(Debug)]
    pub struct LimitFuture<F> {
        #[pin]
        inner: Option<F>,
        wait: Duration,
    }
}

impl<F> LimitFuture<F> {
    pub(super) const fn passed(inner: F) -> Self {
        Self { inner: Some(inner), wait: Duration::ZERO }
    }

    pub(super) const fn refused(wait: Duration) -> Self {
        Self { inner: None, wait }
    }
}

impl<F, B, E> Future for LimitFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Default,
{
    type Output = Result<Response<B>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match this.inner.as_pin_mut() {
            Some(inner) => inner.poll(task),
            None => Poll::Ready(Ok(too_many(*this.wait))),
        }
    }
}

/// 429 without a body: what it is told with is for the layer outside.
fn too_many<B: Default>(wait: Duration) -> Response<B> {
    let mut response = Response::new(B::default());
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    // Whole seconds, and rather one too many.
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().saturating_add(1)));
    response.extensions_mut().insert(Denial::new(Violation::RateLimited));
    response
}
