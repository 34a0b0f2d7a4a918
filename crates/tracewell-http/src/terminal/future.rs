use std::any::type_name;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;
use tracewell_correlation::attach;
use tracewell_failure::Panicked;
use tracewell_names::header;

use super::TerminalBody;
use super::announced::Announced;
use super::exchange::Exchange;
use super::grpc::GrpcStatus;
use crate::problem::{ProblemDetails, fill, set_body_headers};

const X_REQUEST_ID: HeaderName = HeaderName::from_static(header::X_REQUEST_ID);

pin_project! {
    /// The response of [`TerminalService`](super::TerminalService).
    #[derive(Debug)]
    pub struct TerminalFuture<F> {
        #[pin]
        inner: Option<F>,
        // The service panicked before there was a future.
        panicked: Option<Panicked>,
        // None where the request is told outside, and once it is answered.
        // In a box, as it is handed on to the body, and a response is moved at each layer.
        exchange: Option<Box<Exchange>>,
    }

    impl<F> PinnedDrop for TerminalFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            // What is left of the service ends inside its request, before the request is told.
            let mut this = this.project();
            if let Some(exchange) = this.exchange.as_ref() {
                exchange.settle(|| this.inner.set(None));
            }
        }
    }
}

impl<F> TerminalFuture<F> {
    /// The response of a request that is told outside.
    pub(super) fn unwatched(inner: F) -> Self {
        Self { inner: Some(inner), panicked: None, exchange: None }
    }

    pub(super) fn new(inner: Option<F>, panicked: Option<Panicked>, exchange: Box<Exchange>) -> Self {
        Self { inner, panicked, exchange: Some(exchange) }
    }
}

impl<F, B, E> Future for TerminalFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body<Data = Bytes>,
    E: Display,
{
    type Output = Result<Response<TerminalBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(exchange) = this.exchange.as_ref() else {
            let Some(inner) = this.inner.as_mut().as_pin_mut() else { return Poll::Pending };
            return inner.poll(task).map_ok(|response| response.map(TerminalBody::unwatched));
        };
        let mut polled = Poll::Pending;
        let run = match this.panicked.take() {
            Some(panicked) => Err(panicked),
            None => exchange.run(|| {
                if let Some(inner) = this.inner.as_mut().as_pin_mut() {
                    polled = inner.poll(task);
                }
                // Whatever the future still holds is dropped while its request is under way.
                if polled.is_ready() {
                    this.inner.set(None);
                }
            }),
        };
        let panicked = match (run, &polled) {
            (Ok(()), Poll::Pending) => return Poll::Pending,
            (Ok(()), Poll::Ready(_)) => None,
            // The answer was there: what panicked was the drop.
            (Err(panicked), Poll::Ready(_)) => {
                exchange.swallow(&panicked);
                None
            }
            (Err(panicked), Poll::Pending) => {
                exchange.settle(|| this.inner.set(None));
                Some(panicked)
            }
        };
        let Some(exchange) = this.exchange.take() else { return Poll::Pending };
        if let Some(panicked) = panicked {
            return Poll::Ready(Ok(answer_panic(&panicked, exchange)));
        }
        polled.map(|answered| match answered {
            Ok(response) => Ok(answer(response, exchange)),
            Err(error) => {
                let mut exchange = exchange;
                exchange.service_failed(type_name::<E>(), &error);
                Err(error)
            }
        })
    }
}

fn answer<B: Body<Data = Bytes>>(mut response: Response<B>, mut exchange: Box<Exchange>) -> Response<TerminalBody<B>> {
    exchange.note_route(response.extensions());
    let announced = match exchange.run(|| Announced::by(response.body())) {
        Ok(announced) => announced,
        Err(panicked) => {
            // No head has gone out, so that there still is an answer to it.
            exchange.settle(|| drop(response));
            return answer_panic(&panicked, exchange);
        }
    };
    let document =
        if exchange.fills_errors() { fill(&mut response, !announced.ended, exchange.context()) } else { None };
    exchange.answered(&response, announced, document.is_some());
    if exchange.attaches() {
        attach(exchange.context(), response.extensions_mut());
    }
    response.map(|body| match document {
        Some(document) => {
            exchange.settle(|| drop(body));
            TerminalBody::document(document, exchange)
        }
        None => TerminalBody::new(body, exchange),
    })
}

/// 500, and nothing else for the client to learn.
fn answer_panic<B>(panicked: &Panicked, mut exchange: Box<Exchange>) -> Response<TerminalBody<B>> {
    exchange.service_panicked(panicked);
    if exchange.reads_trailers() {
        return answer_panic_of_grpc(exchange);
    }
    let id = exchange.context().correlation_id().clone();
    let document = ProblemDetails::new(StatusCode::INTERNAL_SERVER_ERROR).to_json(&id);
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    set_body_headers(response.headers_mut(), &document);
    name(&mut response, &exchange);
    response.map(|()| TerminalBody::panic(document, exchange))
}

/// 200, and a status in headers that nothing follows.
fn answer_panic_of_grpc<B>(exchange: Box<Exchange>) -> Response<TerminalBody<B>> {
    let mut response = Response::new(());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    GrpcStatus::INTERNAL.write(response.headers_mut());
    name(&mut response, &exchange);
    response.map(|()| TerminalBody::panic_in_headers(exchange))
}

/// The layer that echoes the id may be inside, where the panic went through.
fn name(response: &mut Response<()>, exchange: &Exchange) {
    if let Ok(id) = HeaderValue::from_str(exchange.context().correlation_id().as_str()) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    if exchange.attaches() {
        attach(exchange.context(), response.extensions_mut());
    }
}
