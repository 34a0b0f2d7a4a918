use std::borrow::Cow;
use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use futures_util::stream::unfold;
use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderMap, StatusCode, Version};
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::error::BoxError;
use crate::{ClientBody, Error, ErrorKind};

/// An answer. Its event is written when the body has been read to its end, or when this is dropped.
pub struct Response {
    transport: reqwest::Response,
    call: Watched,
    service: Arc<str>,
    most: Option<u64>,
    read: u64,
}

/// A call whose answer is there: told when its body has ended, or with the drop of this.
struct Watched(Option<Box<Call>>);

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(mut call) = self.0.take() {
            call.body_dropped();
        }
    }
}

impl Response {
    pub(super) fn new(transport: reqwest::Response, call: Box<Call>) -> Self {
        let service = Arc::clone(&call.rules().service);
        Self { transport, call: Watched(Some(call)), service, most: None, read: 0 }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.transport.status()
    }

    /// The version of HTTP.
    #[must_use]
    pub fn version(&self) -> Version {
        self.transport.version()
    }

    /// The headers, as they came.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.transport.headers()
    }

    /// What the transport says besides: the address of the other side is reqwest's `HttpInfo`, of hyper-util.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        self.transport.extensions()
    }

    /// Where the answer came from, behind all redirects: **unmasked**, with all that its query holds.
    #[must_use]
    pub fn url(&self) -> &str {
        self.transport.url().as_str()
    }

    /// How long the body is, if that is announced.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        let announced = || self.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
        self.transport.content_length().or_else(announced)
    }

    /// Reads no more than so many bytes: one more is [`ErrorKind::TooLarge`]. For whatever is read whole.
    ///
    /// ```no_run
    /// # async fn example(client: tracewell_client::Client) -> Result<(), tracewell_client::Error> {
    /// let text = client.get("http://geo.example/").send().await?.limit(64 * 1024).text().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.most = Some(bytes);
        self
    }

    /// The answer, unless its status says 4xx or 5xx.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Status`] with that [status](Error::status).
    pub fn error_for_status(self) -> Result<Self, Error> {
        let status = self.status();
        if status.is_client_error() || status.is_server_error() {
            let error = Error::new(&self.service, ErrorKind::Status).with_status(status);
            self.discard();
            return Err(error);
        }
        Ok(self)
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`Error`] if the connection is lost, takes too long, or more comes than is [allowed](Self::limit).
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let Some(data) = self.next_data().await? else { return Ok(None) };
            self.read = self.read.saturating_add(data.len() as u64);
            if self.most.is_some_and(|most| self.read > most) {
                return Err(Error::new(&self.service, ErrorKind::TooLarge));
            }
            if !data.is_empty() {
                return Ok(Some(data));
            }
        }
    }

    async fn next_data(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(call) = &mut self.call.0 else { return Ok(None) };
        call.read();
        let mut next = pin!(self.transport.chunk());
        match poll_fn(|task| call.run(|| next.as_mut().poll(task))).await {
            Ok(Some(data)) => {
                call.received(&data);
                Ok(Some(data))
            }
            Ok(None) => {
                call.complete();
                self.call.0 = None;
                Ok(None)
            }
            Err(error) => {
                let error: BoxError = Box::new(error);
                let error = Error::of(&self.service, &error);
                call.failed(&error);
                self.call.0 = None;
                Err(error)
            }
        }
    }

    /// The whole body.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let Some(first) = self.chunk().await? else { return Ok(Bytes::new()) };
        let Some(second) = self.chunk().await? else { return Ok(first) };
        let mut all = BytesMut::with_capacity(first.len() + second.len());
        all.extend_from_slice(&first);
        all.extend_from_slice(&second);
        while let Some(next) = self.chunk().await? {
            all.extend_from_slice(&next);
        }
        Ok(all.freeze())
    }

    /// The whole body as text, with `U+FFFD` for what is no UTF-8.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk).
    pub async fn text(self) -> Result<String, Error> {
        let bytes = self.bytes().await?;
        Ok(match String::from_utf8_lossy(&bytes) {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(text) => text,
        })
    }

    /// The whole body, read as JSON.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Decode`] if it is none, or another. That tells the place and never what
    /// stands there.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let service = Arc::clone(&self.service);
        let bytes = self.bytes().await?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let place = format!("no such JSON at line {} column {}", error.line(), error.column());
            Error::new(&service, ErrorKind::Decode).caused_by(vec![Cow::Owned(place)])
        })
    }

    /// The body piece by piece.
    pub fn bytes_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        unfold(Some(self), |response| async {
            let mut response = response?;
            match response.chunk().await {
                Ok(Some(data)) => Some((Ok(data), Some(response))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// The body as it is, for what takes one.
    #[must_use]
    pub fn into_body(mut self) -> ClientBody<reqwest::Body> {
        let call = self.call.0.take();
        ClientBody::new(self.transport.into(), call)
    }

    /// Nobody wants the rest.
    pub(super) fn discard(mut self) {
        if let Some(mut call) = self.call.0.take() {
            call.suffice();
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers and URL are the caller's to show.
        f.debug_struct("Response")
            .field("service", &self.service)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
