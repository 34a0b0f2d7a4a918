use std::pin::Pin;
use std::task::{Context as Task, Poll};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tracewell_context::{Context, Held};

pin_project! {
    /// A body that is polled and dropped with its request's context current.
    #[derive(Debug)]
    pub struct CorrelationBody<B> {
        #[pin]
        inner: Option<B>,
        context: Held,
    }

    impl<B> PinnedDrop for CorrelationBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            this.context.run(|| this.inner.set(None));
        }
    }
}

impl<B> CorrelationBody<B> {
    pub(crate) fn new(inner: B, context: Held) -> Self {
        Self { inner: Some(inner), context }
    }
}

impl<B: Body> Body for CorrelationBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = self.project();
        match this.inner.as_pin_mut() {
            Some(inner) => this.context.run(|| inner.poll_frame(task)),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map(Body::size_hint).unwrap_or_default()
    }
}

impl<B: Default> Default for CorrelationBody<B> {
    fn default() -> Self {
        Self::new(B::default(), Held::new(Context::open()))
    }
}
