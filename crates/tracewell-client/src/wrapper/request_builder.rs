use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Version};
use http_body::Body;
use serde::Serialize;

use super::send::Send as SendCall;
use super::{Client, Response, Retry};
use crate::error::BoxError;
use crate::{CallOptions, Error, Propagation};

/// A request to be sent. What it cannot take is an error of [`send`](Self::send).
#[must_use = "nothing is sent before `send`"]
pub struct RequestBuilder {
    client: Client,
    method: Method,
    inner: reqwest::RequestBuilder,
    options: CallOptions,
    retry: Option<Retry>,
}

impl RequestBuilder {
    pub(super) fn new(client: Client, method: Method, inner: reqwest::RequestBuilder) -> Self {
        Self { client, method, inner, options: CallOptions::new(), retry: None }
    }

    fn with(mut self, change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder) -> Self {
        self.inner = change(self.inner);
        self
    }

    /// Adds a header.
    pub fn header<K, V>(self, name: K, value: V) -> Self
    where
        HeaderName: TryFrom<K>,
        <HeaderName as TryFrom<K>>::Error: Into<http::Error>,
        HeaderValue: TryFrom<V>,
        <HeaderValue as TryFrom<V>>::Error: Into<http::Error>,
    {
        self.with(|inner| inner.header(name, value))
    }

    /// Adds headers, in place of those of the same names.
    pub fn headers(self, headers: HeaderMap) -> Self {
        self.with(|inner| inner.headers(headers))
    }

    /// Adds to the query. Names are told, values are not.
    pub fn query<T: Serialize + ?Sized>(self, query: &T) -> Self {
        self.with(|inner| inner.query(query))
    }

    /// Sends this as JSON.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.with(|inner| inner.json(body))
    }

    /// Sends this as a form.
    pub fn form<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.with(|inner| inner.form(body))
    }

    /// Sends these bytes.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.with(|inner| inner.body(body.into()))
    }

    /// Sends what this body yields as it yields it. Such a request is never repeated.
    pub fn streamed_body<B>(self, body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        self.with(|inner| inner.body(reqwest::Body::wrap(body)))
    }

    /// Sends `Authorization: Basic`.
    pub fn basic_auth(self, user: impl fmt::Display, password: Option<impl fmt::Display>) -> Self {
        self.with(|inner| inner.basic_auth(user, password))
    }

    /// Sends `Authorization: Bearer`.
    pub fn bearer_auth(self, token: impl fmt::Display) -> Self {
        self.with(|inner| inner.bearer_auth(token))
    }

    /// How long an attempt may take, from its beginning to the end of the body, with all redirects on the way.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|inner| inner.timeout(timeout))
    }

    /// The version of HTTP.
    pub fn version(self, version: Version) -> Self {
        self.with(|inner| inner.version(version))
    }

    /// The path to tell instead of the real one: `/v1/geo/{ip}`. What stands in its parameters is told nowhere.
    pub fn url_template(mut self, template: impl Into<Cow<'static, str>>) -> Self {
        self.options = self.options.url_template(template);
        self
    }

    /// What the other service is told of the work that this call belongs to, instead of what the client says.
    pub fn propagation(mut self, propagation: Propagation) -> Self {
        self.options = self.options.propagation(propagation);
        self
    }

    /// Whether and how this call is repeated, instead of what the client says.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sends it, follows redirects, and repeats it as far as that is allowed.
    ///
    /// # Errors
    ///
    /// [`Error`] if there is no answer. An answer with a status of 4xx or 5xx is one:
    /// [`error_for_status`](Response::error_for_status) makes it an error.
    pub async fn send(self) -> Result<Response, Error> {
        SendCall::new(&self.client, &self.options, self.retry.as_ref()).run(&self.method, self.inner.build()).await
    }
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder").field("method", &self.method).finish_non_exhaustive()
    }
}
