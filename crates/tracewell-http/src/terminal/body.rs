use std::any::type_name;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::exchange::Exchange;

pin_project! {
    /// A body whose end is the end of its request.
    #[derive(Debug)]
    pub struct TerminalBody<B> {
        #[pin]
        content: Content<B>,
        panicked: bool,
        // None where the request is told outside.
        exchange: Option<Box<Exchange>>,
    }

    impl<B> PinnedDrop for TerminalBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(exchange) = this.exchange.as_mut() {
                exchange.settle(|| this.content.set(Content::Gone));
                if *this.panicked { exchange.panic_answered() } else { exchange.body_dropped() }
            }
        }
    }
}

pin_project! {
    #[project = ContentProjection]
    #[derive(Debug)]
    enum Content<B> {
        /// The service's own.
        Original { #[pin] body: B },
        /// A problem document in place of nothing.
        Document { document: Bytes },
        Gone,
    }
}

impl<B> TerminalBody<B> {
    pub(super) fn new(body: B, exchange: Box<Exchange>) -> Self {
        Self { content: Content::Original { body }, panicked: false, exchange: Some(exchange) }
    }

    pub(super) fn unwatched(body: B) -> Self {
        Self { content: Content::Original { body }, panicked: false, exchange: None }
    }

    pub(super) fn document(document: Bytes, exchange: Box<Exchange>) -> Self {
        Self { content: Content::Document { document }, panicked: false, exchange: Some(exchange) }
    }

    /// An answer of headers alone, which say that the service panicked.
    pub(super) fn panic_in_headers(exchange: Box<Exchange>) -> Self {
        Self { content: Content::Gone, panicked: true, exchange: Some(exchange) }
    }

    pub(super) fn panic(document: Bytes, exchange: Box<Exchange>) -> Self {
        Self { content: Content::Document { document }, panicked: true, exchange: Some(exchange) }
    }

    /// What the body answers; nothing if it panicked, which the next poll or the drop tells.
    fn ask<R>(&self, question: impl FnOnce() -> R) -> Option<R> {
        match &self.exchange {
            Some(exchange) => exchange.ask(question),
            None => Some(question()),
        }
    }
}

impl<B> Body for TerminalBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let mut this = self.project();
        let Some(exchange) = this.exchange.as_mut() else {
            return match this.content.project() {
                ContentProjection::Original { body } => body.poll_frame(task).map_err(Into::into),
                _ => Poll::Ready(None),
            };
        };
        let polled = match this.content.as_mut().project() {
            ContentProjection::Original { .. } if exchange.has_panicked() => {
                let trailers = exchange.panic_trailers();
                exchange.question_panicked();
                exchange.settle(|| this.content.set(Content::Gone));
                return Poll::Ready(Some(broken_off(trailers)));
            }
            ContentProjection::Original { body } => exchange.run(|| body.poll_frame(task)),
            ContentProjection::Document { document } => {
                let document = std::mem::take(document);
                this.content.set(Content::Gone);
                exchange.sent(document.len());
                if *this.panicked {
                    exchange.panic_answered()
                } else {
                    exchange.complete()
                }
                return Poll::Ready(Some(Ok(Frame::data(document))));
            }
            ContentProjection::Gone => return Poll::Ready(None),
        };
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(Some(Ok(frame)))) => {
                // Nothing comes behind trailers, and a server need not ask.
                let ended = match this.content.as_mut().project() {
                    ContentProjection::Original { body } if !frame.is_trailers() => {
                        exchange.ask(|| body.is_end_stream())
                    }
                    _ => Some(true),
                };
                let Some(ended) = ended else {
                    let trailers = exchange.panic_trailers();
                    exchange.question_panicked();
                    exchange.settle(|| this.content.set(Content::Gone));
                    return Poll::Ready(Some(broken_off(trailers)));
                };
                if let Some(data) = frame.data_ref() {
                    exchange.sent(data.len());
                }
                match frame.trailers_ref() {
                    Some(trailers) => exchange.trailers(trailers),
                    None if ended => exchange.complete(),
                    None => {}
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Ok(Poll::Ready(Some(Err(error)))) => {
                let error = error.into();
                exchange.body_failed(type_name::<B::Error>(), &*error);
                Poll::Ready(Some(Err(error)))
            }
            Ok(Poll::Ready(None)) => {
                exchange.complete();
                Poll::Ready(None)
            }
            Err(panicked) => {
                let trailers = exchange.panic_trailers();
                exchange.body_panicked(&panicked);
                // What is left of it may panic again when it is dropped.
                exchange.settle(|| this.content.set(Content::Gone));
                Poll::Ready(Some(broken_off(trailers)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            // One that panics is to be polled, which tells it and breaks the answer off.
            Content::Original { body } => self.ask(|| body.is_end_stream()).unwrap_or(false),
            Content::Document { .. } => false,
            Content::Gone => true,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Original { body } => self.ask(|| body.size_hint()).unwrap_or_default(),
            Content::Document { document } => SizeHint::with_exact(document.len() as u64),
            Content::Gone => SizeHint::with_exact(0),
        }
    }
}

/// What comes in place of the rest of a body that panicked: trailers, where they can say so, or else an error.
fn broken_off(trailers: Option<HeaderMap>) -> Result<Frame<Bytes>, Box<dyn Error + Send + Sync>> {
    trailers.map(Frame::trailers).ok_or_else(|| Box::new(BodyPanicked).into())
}

/// The error of a body that panicked: the server breaks the connection off, so that the client can't take half an
/// answer for a whole one.
#[derive(Clone, Copy, Debug)]
pub struct BodyPanicked;

impl fmt::Display for BodyPanicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the response body panicked")
    }
}

impl Error for BodyPanicked {}
