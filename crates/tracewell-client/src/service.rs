use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::call::{Beginning, Call};
use crate::error::BoxError;
use crate::rules::Rules;
use crate::{Attempts, CallOptions, ClientBody, ClientFuture, Error};

/// A client whose calls are told, once each, and which tells the other service whose they are.
///
/// A request may have [`CallOptions`] and [`Attempts`] among its extensions.
#[derive(Clone, Debug)]
pub struct ClientService<S> {
    inner: S,
    rules: Rules,
}

impl<S> ClientService<S> {
    pub(crate) fn new(inner: S, rules: Rules) -> Self {
        Self { inner, rules }
    }
}

impl<S, B, R> Service<Request<B>> for ClientService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: Into<BoxError>,
    B: Body,
    R: Body<Data = Bytes>,
{
    type Response = Response<ClientBody<R>>;
    type Error = Error;
    type Future = ClientFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(task).map_err(|error| Error::of(&self.rules.service, &error.into()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut head, body) = request.into_parts();
        let options = head.extensions.get::<CallOptions>();
        let beginning = Beginning {
            method: &head.method,
            template: options.and_then(CallOptions::template),
            hidden: &[],
            propagation: options.and_then(CallOptions::chosen_propagation).unwrap_or(self.rules.propagation),
            attempt: head.extensions.get::<Attempts>().map_or(1, Attempts::next),
            request_bytes: body.size_hint().exact(),
        };
        let uri = &head.uri;
        let call = Call::begin(&self.rules, &beginning, || uri.to_string(), &mut head.headers);
        let inner = call.run(|| self.inner.call(Request::from_parts(head, body)));
        ClientFuture::new(inner, call)
    }
}
