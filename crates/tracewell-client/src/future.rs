use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;

use crate::call::Call;
use crate::error::BoxError;
use crate::{ClientBody, Error};

pin_project! {
    /// The response of [`ClientService`](crate::ClientService).
    pub struct ClientFuture<F> {
        #[pin]
        inner: F,
        // None once it has answered.
        call: Option<Box<Call>>,
    }
}

impl<F> ClientFuture<F> {
    pub(crate) fn new(inner: F, call: Box<Call>) -> Self {
        Self { inner, call: Some(call) }
    }
}

impl<F> fmt::Debug for ClientFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The inner one may show the request.
        f.debug_struct("ClientFuture").field("answered", &self.call.is_none()).finish_non_exhaustive()
    }
}

impl<F, R, E> Future for ClientFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    E: Into<BoxError>,
    R: Body<Data = Bytes>,
{
    type Output = Result<Response<ClientBody<R>>, Error>;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(call) = this.call.as_ref() else { return Poll::Pending };
        let Poll::Ready(answer) = call.run(|| this.inner.poll(task)) else { return Poll::Pending };
        let Some(call) = this.call.take() else { return Poll::Pending };
        Poll::Ready(settle(call, answer.map_err(Into::into)))
    }
}

/// What an answer, or its failure, makes of a call.
pub(crate) fn settle<R: Body<Data = Bytes>>(
    mut call: Box<Call>,
    answer: Result<Response<R>, BoxError>,
) -> Result<Response<ClientBody<R>>, Error> {
    match answer {
        Ok(response) => {
            let (ended, exact) = (response.body().is_end_stream(), response.body().size_hint().exact());
            call.answered(response.status(), response.headers(), ended, exact);
            Ok(response.map(|body| ClientBody::new(body, Some(call))))
        }
        Err(error) => {
            let error = Error::of(&call.rules().service, &error);
            call.failed(&error);
            Err(error)
        }
    }
}
