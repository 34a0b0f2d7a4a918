use std::sync::Arc;
use std::time::Duration;

use tower_layer::Layer;
use tracewell_context::{Context, ShowClientAddr, TeamId};
use tracewell_correlation::BaggageKeys;
use tracewell_redact::{ClientHost, Policy};

use super::TerminalService;
use super::loudness::Loudness;
use crate::{ClientAddr, Shutdown};

/// Applies [`TerminalService`].
///
/// | setting | default | why |
/// |---|---|---|
/// | [`client_addr`](Self::client_addr) | the socket's peer | a forwarding header is a client's to write |
/// | [`client_host`](Self::client_host) | whole in development, else its network | an address is personal data |
/// | [`shutdown`](Self::shutdown) | never begins | tells a server that stops from a client that went |
/// | [`problem_details`](Self::problem_details) | yes | a router's bare 404 becomes `application/problem+json` |
/// | [`quiet_routes`](Self::quiet_routes) | none | health checks and scrapes drown what matters |
/// | [`sample_success`](Self::sample_success) | all of them | at a high rate a share of the successes will do |
/// | [`stall_after`](Self::stall_after) | 30 s | a request that hangs would say nothing |
/// | [`baggage`](Self::baggage) | none of it | it is whatever somebody wrote, and goes on to others |
/// | [`span`](Self::span) | no | a log line takes its ids from the context and needs no span |
#[derive(Clone, Debug)]
pub struct TerminalLayer {
    settings: Arc<Settings>,
}

/// What layer and service share.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) policy: Policy,
    pub(super) client_addr: ClientAddr,
    pub(super) client_host: ShowClientAddr,
    pub(super) shutdown: Shutdown,
    pub(super) problem_details: bool,
    pub(super) loudness: Loudness,
    pub(super) stall_after: Option<Duration>,
    pub(super) baggage: Option<BaggageKeys>,
    pub(super) span: bool,
    pub(super) span_if: fn(&Context) -> bool,
}

/// The default limit, as of `LOG_STALL_MS`.
const STALL_AFTER: Duration = Duration::from_secs(30);

impl TerminalLayer {
    /// A layer that makes paths safe with `policy`.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let settings = Settings {
            client_host: shown_as(ClientHost::of(&policy), policy.clone()),
            policy,
            client_addr: ClientAddr::default(),
            shutdown: Shutdown::default(),
            problem_details: true,
            loudness: Loudness { slow: Some(STALL_AFTER), ..Loudness::default() },
            stall_after: Some(STALL_AFTER),
            baggage: None,
            span: false,
            span_if: |_| true,
        };
        Self { settings: Arc::new(settings) }
    }

    pub(super) fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// How the client's address is found.
    #[must_use]
    pub fn client_addr(self, client_addr: ClientAddr) -> Self {
        self.with(|settings| settings.client_addr = client_addr)
    }

    /// What is shown of the client's address, by [`Context::client_host`].
    #[must_use]
    pub fn client_host(self, shown: ClientHost) -> Self {
        self.with(|settings| settings.client_host = shown_as(shown, settings.policy.clone()))
    }

    /// What tells that the server is stopping.
    #[must_use]
    pub fn shutdown(self, shutdown: &Shutdown) -> Self {
        self.with(|settings| settings.shutdown = shutdown.clone())
    }

    /// Whether an error response without a body gets problem details (RFC 9457).
    #[must_use]
    pub fn problem_details(self, fill: bool) -> Self {
        self.with(|settings| settings.problem_details = fill)
    }

    /// Routes whose terminal event is DEBUG while the status is below 400 and the request is not slow, that is, took no
    /// longer than [`stall_after`](Self::stall_after). Compared with the template of the route that matched, as a whole;
    /// where no route is known, with the path.
    ///
    /// ```
    /// use tracewell_http::TerminalLayer;
    /// use tracewell_redact::Policy;
    ///
    /// let layer = TerminalLayer::new(Policy::production()).quiet_routes(["/health", "/metrics"]);
    /// ```
    #[must_use]
    pub fn quiet_routes<R: Into<Box<str>>>(self, routes: impl IntoIterator<Item = R>) -> Self {
        self.with(|settings| settings.loudness.quiet_routes = routes.into_iter().map(Into::into).collect())
    }

    /// The share of successes, requests that completed below 400 and were not slow, whose terminal event is written; from
    /// 0 to 1, and what is no number counts as 1. Those that are have it as `sample_rate`. A random number decides that no
    /// client can foresee. What is told while a request runs is not touched.
    #[must_use]
    pub fn sample_success(self, share: f64) -> Self {
        self.with(|settings| settings.loudness.share = if share.is_nan() { 1.0 } else { share.clamp(0.0, 1.0) })
    }

    /// After how long a request hangs, which is told by one `request_stalled`: a handler that has not answered, or a body
    /// of known length of which nothing went out for so long. Zero is never.
    ///
    /// Not told are streams: bodies whose length nobody announced, tunnels and upgraded connections, once the head of
    /// their response is there. What also counts is a handler that waits for its client: for the rest of an upload, or, in
    /// a long poll, for something to happen.
    #[must_use]
    pub fn stall_after(self, limit: Duration) -> Self {
        let limit = (!limit.is_zero()).then_some(limit);
        self.with(|settings| {
            settings.stall_after = limit;
            settings.loudness.slow = limit;
        })
    }

    /// What is kept of `baggage` that one of one's own [proxies](ClientAddr::proxies) sends: by
    /// [`Context::baggage`] it can be read anywhere in the request. From anybody else none is.
    #[must_use]
    pub fn baggage(self, keys: BaggageKeys) -> Self {
        self.with(|settings| settings.baggage = (!keys.is_empty()).then_some(keys))
    }

    /// Whether each request is a span (`request`, target `tracewell::http`), for a subscriber that exports spans. It has
    /// the `correlation_id` from its begin, and `team_id` and `user_id` from when they are bound.
    #[must_use]
    pub fn span(self, open: bool) -> Self {
        self.with(|settings| settings.span = open)
    }

    /// Of which requests: a tracing system that records a share of them spares the others their span.
    #[must_use]
    pub fn span_if(self, records: fn(&Context) -> bool) -> Self {
        self.with(|settings| settings.span_if = records)
    }
}

impl<S> Layer<S> for TerminalLayer {
    type Service = TerminalService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TerminalService::new(inner, Arc::clone(&self.settings))
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("policy", &self.policy)
            .field("client_addr", &self.client_addr)
            .field("loudness", &self.loudness)
            .field("stall_after", &self.stall_after)
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}

/// How the context of a request shows its client's address.
fn shown_as(shown: ClientHost, policy: Policy) -> ShowClientAddr {
    Arc::new(move |address, team| shown.shown(address, team.map(TeamId::as_str), &policy))
}
