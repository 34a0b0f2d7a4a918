use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};

use super::{ClientBuilder, RequestBuilder, Retry};
use crate::Error;
use crate::rules::Rules;

/// A client for one service. Cheap to clone: clones share connections.
///
/// ```no_run
/// # async fn example() -> Result<(), tracewell_client::Error> {
/// #[derive(serde::Serialize)]
/// struct Order { id: u32 }
///
/// let orders = tracewell_client::Client::new("orders")?;
/// let answer = orders
///     .post("http://orders.example/v1/orders")
///     .bearer_auth("a token")
///     .json(&Order { id: 7 })
///     .send()
///     .await?
///     .error_for_status()?;
/// assert_eq!(answer.status(), 201);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    #[expect(clippy::disallowed_types, reason = "the one place where a client is kept")]
    pub(super) transport: reqwest::Client,
    pub(super) rules: Rules,
    pub(super) headers: HeaderMap,
    /// For an attempt, whose hops share it.
    pub(super) timeout: Duration,
    pub(super) redirects: usize,
    pub(super) retry: Retry,
}

impl Client {
    pub(super) fn of(shared: Shared) -> Self {
        Self { shared: Arc::new(shared) }
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// A client for `service` with the defaults of [`builder`](Self::builder).
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`].
    pub fn new(service: impl Into<Cow<'static, str>>) -> Result<Self, Error> {
        Self::builder(service).build()
    }

    /// A client for `service`, which is what events, errors and metrics call it: a fixed name, no address.
    pub fn builder(service: impl Into<Cow<'static, str>>) -> ClientBuilder {
        ClientBuilder::new(&service.into())
    }

    /// Begins a GET.
    pub fn get(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::GET, url)
    }

    /// Begins a HEAD.
    pub fn head(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::HEAD, url)
    }

    /// Begins a POST.
    pub fn post(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::POST, url)
    }

    /// Begins a PUT.
    pub fn put(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::PUT, url)
    }

    /// Begins a PATCH.
    pub fn patch(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::PATCH, url)
    }

    /// Begins a DELETE.
    pub fn delete(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::DELETE, url)
    }

    /// Begins a request. A URL that cannot be read is an error of [`send`](RequestBuilder::send).
    pub fn request(&self, method: Method, url: impl AsRef<str>) -> RequestBuilder {
        let inner = self.shared.transport.request(method.clone(), url.as_ref());
        RequestBuilder::new(self.clone(), method, inner)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Default headers and proxies hold credentials.
        f.debug_struct("Client").field("service", &self.shared.rules.service).finish_non_exhaustive()
    }
}
