use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::Error;
use crate::call::Call;
use crate::error::BoxError;

pin_project! {
    /// A response body whose end is the end of its call. Its data passes through as it comes.
    pub struct ClientBody<B> {
        #[pin]
        inner: B,
        // None once it is told.
        call: Option<Box<Call>>,
    }

    impl<B> PinnedDrop for ClientBody<B> {
        fn drop(this: Pin<&mut Self>) {
            if let Some(mut call) = this.project().call.take() {
                call.body_dropped();
            }
        }
    }
}

impl<B> ClientBody<B> {
    pub(crate) fn new(inner: B, call: Option<Box<Call>>) -> Self {
        Self { inner, call }
    }
}

impl<B> fmt::Debug for ClientBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it holds is the other service's, and may be shown by nobody but the caller.
        f.debug_struct("ClientBody").field("told", &self.call.is_none()).finish_non_exhaustive()
    }
}

impl<B> Body for ClientBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let mut this = self.project();
        let polled = match this.call.as_mut() {
            Some(call) => {
                call.read();
                call.run(|| this.inner.as_mut().poll_frame(task))
            }
            // Told already, which must not keep anybody from asking again.
            None => match this.inner.as_mut().poll_frame(task) {
                Poll::Ready(Some(Err(_))) => return Poll::Ready(None),
                Poll::Ready(Some(Ok(frame))) => return Poll::Ready(Some(Ok(frame))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            },
        };
        let Some(call) = this.call.as_mut() else { return Poll::Ready(None) };
        match polled {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => {
                call.complete();
                *this.call = None;
                Poll::Ready(None)
            }
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    call.received(data);
                } else if let Some(trailers) = frame.trailers_ref() {
                    call.trailers(trailers);
                }
                // Nothing comes behind trailers. With all data there, trailers may still come: the body says.
                if frame.is_trailers() || this.inner.is_end_stream() {
                    call.complete();
                    *this.call = None;
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                let error = Error::of(&call.rules().service, &error.into());
                call.failed(&error);
                *this.call = None;
                Poll::Ready(Some(Err(error)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
