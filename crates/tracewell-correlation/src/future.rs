use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use http::{HeaderName, HeaderValue, Response};
use pin_project_lite::pin_project;
use tracewell_context::Held;

use crate::set_header::set_header;
use crate::{CorrelationBody, attach};

pin_project! {
    /// The response of [`CorrelationService`](crate::CorrelationService): the inner one, with its id on it.
    #[derive(Debug)]
    pub struct CorrelationFuture<F> {
        #[pin]
        inner: Option<F>,
        // Goes on to the body.
        context: Held,
        header: HeaderName,
    }

    impl<F> PinnedDrop for CorrelationFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            // What is left of the service ends inside its context.
            let mut this = this.project();
            if this.inner.is_some() {
                this.context.run(|| this.inner.set(None));
            }
        }
    }
}

impl<F> CorrelationFuture<F> {
    pub(crate) fn new(inner: F, context: Held, header: HeaderName) -> Self {
        Self { inner: Some(inner), context, header }
    }
}

impl<F, B, E> Future for CorrelationFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<CorrelationBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let mut polled = Poll::Pending;
        this.context.run(|| {
            // Polled after its end it is pending for ever.
            if let Some(inner) = this.inner.as_mut().as_pin_mut() {
                polled = inner.poll(task);
            }
            if polled.is_ready() {
                this.inner.set(None);
            }
        });
        polled.map_ok(|mut response| {
            if let Some(context) = this.context.context() {
                // The grammar of an id is a subset of what a header may hold, so this can't fail.
                if let Ok(value) = HeaderValue::from_str(context.correlation_id().as_str()) {
                    set_header(response.headers_mut(), this.header, value);
                }
                attach(context, response.extensions_mut());
            }
            response.map(|body| CorrelationBody::new(body, this.context.take()))
        })
    }
}
