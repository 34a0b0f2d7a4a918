use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use http::{HeaderName, HeaderValue, Response};
use pin_project_lite::pin_project;
use tracewell_context::{Context, Scope};

use crate::{CorrelationBody, attach};

pin_project! {
    /// The response of [`CorrelationService`](crate::CorrelationService): the inner one, with its id on it.
    #[derive(Debug)]
    pub struct CorrelationFuture<F> {
        #[pin]
        inner: Scope<F>,
        context: Context,
        header: HeaderName,
    }
}

impl<F> CorrelationFuture<F> {
    pub(crate) fn new(inner: Scope<F>, context: Context, header: HeaderName) -> Self {
        Self { inner, context, header }
    }
}

impl<F, B, E> Future for CorrelationFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<CorrelationBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Poll::Ready(answer) = this.inner.poll(task) else { return Poll::Pending };
        Poll::Ready(answer.map(|mut response| {
            // The grammar of an id is a subset of what a header may hold, so this can't fail.
            if let Ok(value) = HeaderValue::from_str(this.context.correlation_id().as_str()) {
                response.headers_mut().insert(this.header.clone(), value);
            }
            attach(this.context, response.extensions_mut());
            response.map(|body| CorrelationBody::new(body, this.context.clone()))
        }))
    }
}
