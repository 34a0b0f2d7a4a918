use std::fmt;
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};
use tracewell_redact::Policy;

use super::client::Shared;
use super::{Client, Retry};
use crate::error::BoxError;
use crate::rules::Rules;
use crate::{Defaults, Error, ErrorKind, Previews, Propagation};

/// The longest attempt, where nobody says.
const TIMEOUT: Duration = Duration::from_secs(30);
/// As many redirects as reqwest follows.
const REDIRECTS: usize = 10;

/// How a [`Client`] is made.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`timeout`](Self::timeout) | 30 s for each attempt, redirects and body included | reqwest has none, and a call without an end holds its request for ever |
/// | [`connect_timeout`](Self::connect_timeout) | 10 s | the same |
/// | [`redirects`](Self::redirects) | 10 | as reqwest |
/// | [`retry`](Self::retry) | none | as reqwest |
/// | [`propagation`](Self::propagation) | `X-Request-ID` and `traceparent` | one story over several services; strangers need not know it |
/// | [`policy`](Self::policy) | the process's | one policy for every exit |
/// | [`previews`](Self::previews), [`defaults`](Self::defaults) | what the process has [installed](Defaults) | |
///
/// Make a client after the process's telemetry has started: it takes policy and defaults as they are at that moment.
#[must_use = "there is no client before `build`"]
pub struct ClientBuilder {
    rules: Rules,
    transport: reqwest::ClientBuilder,
    headers: HeaderMap,
    timeout: Duration,
    redirects: usize,
    retry: Retry,
    broken: bool,
}

impl ClientBuilder {
    #[expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "the one place where a client is made")]
    pub(super) fn new(service: &str) -> Self {
        Self {
            rules: Rules::new(service),
            transport: reqwest::Client::builder().timeout(TIMEOUT).connect_timeout(Duration::from_secs(10)),
            headers: HeaderMap::new(),
            timeout: TIMEOUT,
            redirects: REDIRECTS,
            retry: Retry::none(),
            broken: false,
        }
    }

    /// How long an attempt may take, from its beginning to the end of the body, with all redirects on the way.
    /// [`Retry::within`] bounds all attempts together.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self.transport = self.transport.timeout(timeout);
        self
    }

    /// How long connecting may take.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport = self.transport.connect_timeout(timeout);
        self
    }

    /// Headers for every request that does not set them itself. To another host than the one that was asked for, credentials
    /// among them do not go.
    pub fn default_headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// The `User-Agent`.
    pub fn user_agent(mut self, name: impl AsRef<str>) -> Self {
        match HeaderValue::from_str(name.as_ref()) {
            Ok(name) => drop(self.headers.insert(USER_AGENT, name)),
            Err(_) => self.broken = true,
        }
        self
    }

    /// How many redirects are followed. With 0 a redirect is an answer like any other.
    pub fn redirects(mut self, most: usize) -> Self {
        self.redirects = most;
        self
    }

    /// Whether and how calls that may be repeated are.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// What the other service is told of the work that a call belongs to.
    pub fn propagation(mut self, propagation: Propagation) -> Self {
        self.rules.propagation = propagation;
        self
    }

    /// What may be shown.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.rules.policy = policy;
        self
    }

    /// How much of response bodies is shown in development.
    pub fn previews(mut self, previews: Previews) -> Self {
        self.rules.set_previews(previews);
        self
    }

    /// Other defaults than the process's.
    pub fn defaults(mut self, defaults: Defaults) -> Self {
        self.rules.set_previews(defaults.chosen_previews());
        self.rules.defaults = defaults;
        self
    }

    /// The way out to everything else that reqwest can be told: certificates, proxies, the pool.
    ///
    /// Its redirect policy is overruled. The time-out belongs into [`timeout`](Self::timeout): one that is set here is for each
    /// hop alone. Headers belong into [`default_headers`](Self::default_headers): those that are set
    /// here are not told, and go along to whatever host a redirect leads to.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), tracewell_client::Error> {
    /// let client = tracewell_client::Client::builder("geo").transport(|reqwest| reqwest.pool_max_idle_per_host(4)).build()?;
    /// # drop(client); Ok(()) }
    /// ```
    pub fn transport(mut self, adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> Self {
        self.transport = adjust(self.transport);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] if the [`user_agent`](Self::user_agent) cannot be a header, or reqwest does not take
    /// what it was told.
    #[expect(clippy::disallowed_methods, reason = "the one place where a client is made")]
    pub fn build(self) -> Result<Client, Error> {
        let service = &self.rules.service;
        if self.broken {
            return Err(Error::new(service, ErrorKind::InvalidRequest));
        }
        // Hops are calls of their own, to be told and masked; reqwest would make them unseen. A referer would hand the query
        // of one host to the next.
        let transport = self.transport.redirect(reqwest::redirect::Policy::none()).referer(false).build();
        let transport = transport.map_err(|error| {
            let error: BoxError = Box::new(error);
            Error::of(service, &error).with_kind(ErrorKind::InvalidRequest)
        })?;
        Ok(Client::of(Shared {
            transport,
            rules: self.rules,
            headers: self.headers,
            timeout: self.timeout,
            redirects: self.redirects,
            retry: self.retry,
        }))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Default headers and proxies hold credentials.
        f.debug_struct("ClientBuilder").field("service", &self.rules.service).finish_non_exhaustive()
    }
}
