use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use super::cell::{Cell, Matched, RequestLine};
use crate::{AlreadyBound, Baggage, CorrelationId, Principal, Provenance, TeamId, TraceParent, UserId};

/// As much of `tracestate` as has to be passed on (W3C Trace Context, 3.3.1.5), and as is.
const TRACE_STATE: usize = 512;

/// Who and what one request, job or message belongs to.
///
/// A handle to one shared cell: clones see what any of them sets, so a layer outside learns the principal that was
/// bound deep inside. Each part is set once and never changes. It is telemetry, never authority: see [`Provenance`].
///
/// ```
/// use tracewell_context::{Context, CorrelationId, Principal, TeamId};
///
/// let context = Context::new(CorrelationId::new("r-1")?);
/// let seen_outside = context.clone();
/// context.bind(Principal::new(TeamId::new("acme")?)).unwrap();
/// assert_eq!(seen_outside.team_id().unwrap().as_str(), "acme");
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone)]
pub struct Context(Arc<Cell>);

impl Context {
    /// A context under this correlation id.
    #[must_use]
    pub fn new(correlation_id: CorrelationId) -> Self {
        let context = Self::open();
        context.correlate(correlation_id);
        context
    }

    /// A context whose correlation id is still to come: the first [`correlate`](Self::correlate) decides it, or else
    /// the first look at it makes a fresh one.
    ///
    /// For a layer that needs the context but does not itself know the rules by which an id is accepted.
    #[must_use]
    pub fn open() -> Self {
        Self(Arc::default())
    }

    /// The context of a request of which so much is known from the start: [`open`](Self::open),
    /// [`correlate`](Self::correlate) and [`set_request`](Self::set_request) at once, before anybody else has a handle.
    #[must_use]
    pub fn of_request(correlation_id: Option<CorrelationId>, method: &str, safe_path: &str) -> Self {
        let mut cell = Arc::<Cell>::default();
        // Nobody else has it: it is set in its place, and not one by one as what is shared must be.
        if let Some(cell) = Arc::get_mut(&mut cell) {
            cell.correlation_id = correlation_id.map_or_else(OnceLock::new, OnceLock::from);
            cell.request = OnceLock::from(RequestLine::new(method, safe_path));
        }
        Self(cell)
    }

    /// Whether both are handles of one context.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(super) fn cell(&self) -> &Cell {
        &self.0
    }

    /// Decides the correlation id, unless it is decided; answers whether it was this call.
    pub fn correlate(&self, correlation_id: CorrelationId) -> bool {
        let first = self.0.correlation_id.set(correlation_id).is_ok();
        if first {
            self.0.renderings.outdate();
        }
        first
    }

    /// The correlation id. Where nobody decided it, this look at it makes a fresh UUIDv7.
    #[must_use]
    pub fn correlation_id(&self) -> &CorrelationId {
        self.0.correlation_id.get_or_init(CorrelationId::generate)
    }

    /// The correlation id, if it is decided; this look at it decides nothing.
    #[must_use]
    pub fn decided_correlation_id(&self) -> Option<&CorrelationId> {
        self.0.correlation_id.get()
    }

    /// Notes a well-formed id that the client sent and that was not trusted to be the correlation id.
    pub fn note_client_request_id(&self, id: CorrelationId) {
        if self.0.client_request_id.set(id).is_ok() {
            self.0.renderings.outdate();
        }
    }

    /// The id that the client sent and that was not trusted.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&CorrelationId> {
        self.0.client_request_id.get()
    }

    /// Notes the caller's position in a distributed trace, once.
    pub fn set_trace_parent(&self, parent: TraceParent) {
        if self.0.trace_parent.set(parent).is_ok() {
            self.0.renderings.outdate();
        }
    }

    /// The caller's position in a distributed trace.
    #[must_use]
    pub fn trace_parent(&self) -> Option<TraceParent> {
        self.0.trace_parent.get().copied()
    }

    /// Notes what tracing systems on the way said of the trace, once: the `tracestate` header, to be passed on as it
    /// came. Longer than 512 bytes, or of other characters than a header may have, it is left out.
    pub fn set_trace_state(&self, state: &str) {
        let fits = (1..=TRACE_STATE).contains(&state.len()) && state.bytes().all(|b| matches!(b, b'\t' | b' '..=b'~'));
        if fits {
            let _ = self.0.trace_state.set(state.into());
        }
    }

    /// What tracing systems on the way said of the trace.
    #[must_use]
    pub fn trace_state(&self) -> Option<&str> {
        self.0.trace_state.get().map(|state| &**state)
    }

    /// Notes what the caller sent along, once. Whether the caller may is for whoever reads the header to know.
    pub fn set_baggage(&self, baggage: Baggage) {
        let _ = self.0.baggage.set(baggage);
    }

    /// What the caller sent along, of what the service asked for. Anybody's word: no decision should hang on it.
    #[must_use]
    pub fn baggage(&self) -> Option<&Baggage> {
        self.0.baggage.get()
    }

    /// Notes that the caller is one whose word counts on whether this trace is recorded.
    pub fn trust_trace_flag(&self) {
        self.0.trace_flag_trusted.store(true, Ordering::Release);
    }

    /// Whether [`TraceParent::sampled`] is to be followed. If not, any client could have set it.
    #[must_use]
    pub fn is_trace_flag_trusted(&self) -> bool {
        self.0.trace_flag_trusted.load(Ordering::Acquire)
    }

    /// Decides whether the trace of this work is recorded, unless that is decided; answers what holds.
    pub fn decide_trace(&self, recorded: bool) -> bool {
        *self.0.trace_recorded.get_or_init(|| recorded)
    }

    /// Whether the trace of this work is recorded, once a tracing system has decided.
    #[must_use]
    pub fn trace_recorded(&self) -> Option<bool> {
        self.0.trace_recorded.get().copied()
    }

    /// Notes the id of the trace that begins with this work, once: it was decided by.
    pub fn plan_trace(&self, trace_id: [u8; 16]) {
        let _ = self.0.planned_trace.set(trace_id);
    }

    /// The id of the trace that begins with this work, in network byte order.
    #[must_use]
    pub fn planned_trace(&self) -> Option<[u8; 16]> {
        self.0.planned_trace.get().copied()
    }

    /// Notes how the request came, once: `http` or `https`, and the version of HTTP.
    pub fn set_protocol(&self, scheme: &'static str, version: &'static str) {
        let _ = self.0.protocol.set((scheme, version));
    }

    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> Option<&'static str> {
        self.0.protocol.get().map(|(scheme, _)| *scheme)
    }

    /// The version of HTTP: `1.1`, `2`.
    #[must_use]
    pub fn protocol_version(&self) -> Option<&'static str> {
        self.0.protocol.get().map(|(_, version)| *version)
    }

    /// Binds the principal that the caller was authenticated as.
    ///
    /// # Errors
    ///
    /// [`AlreadyBound`] if another principal is bound. The same one again is fine.
    pub fn bind(&self, principal: Principal) -> Result<(), AlreadyBound> {
        self.bind_as(principal, Provenance::Verified)
    }

    pub(crate) fn bind_as(&self, principal: Principal, provenance: Provenance) -> Result<(), AlreadyBound> {
        match self.0.principal.set((principal, provenance)) {
            Ok(()) => {
                self.0.renderings.outdate();
                if let (Some(listener), Some(principal)) = (self.0.when_bound.get(), self.principal()) {
                    listener.tell(principal);
                }
                Ok(())
            }
            Err(second) if self.0.principal.get() == Some(&second) => Ok(()),
            Err(_) => Err(AlreadyBound),
        }
    }

    /// The bound principal, however it is known. For telemetry.
    #[must_use]
    pub fn principal(&self) -> Option<&Principal> {
        self.0.principal.get().map(|(principal, _)| principal)
    }

    /// The bound principal, if it was authenticated in this process. For decisions.
    #[must_use]
    pub fn verified_principal(&self) -> Option<&Principal> {
        match self.0.principal.get() {
            Some((principal, Provenance::Verified)) => Some(principal),
            _ => None,
        }
    }

    /// How the principal is known.
    #[must_use]
    pub fn provenance(&self) -> Option<Provenance> {
        self.0.principal.get().map(|(_, provenance)| *provenance)
    }

    /// The bound team. For telemetry.
    #[must_use]
    pub fn team_id(&self) -> Option<&TeamId> {
        self.principal().map(Principal::team)
    }

    /// The bound user. For telemetry.
    #[must_use]
    pub fn user_id(&self) -> Option<&UserId> {
        self.principal().and_then(Principal::user_id)
    }

    /// Notes the address of the client, once: the socket's peer, or what a trusted proxy says of it.
    pub fn set_client_addr(&self, address: IpAddr) {
        let _ = self.0.client_addr.set(address);
    }

    /// The address of the client, in full. What of it is shown is for the sink's policy to say.
    #[must_use]
    pub fn client_addr(&self) -> Option<IpAddr> {
        self.0.client_addr.get().copied()
    }

    /// Notes method and path of the request, once. The path must be safe to print: no query, secrets scrubbed.
    pub fn set_request(&self, method: &str, safe_path: &str) {
        if self.0.request.get().is_none() && self.0.request.set(RequestLine::new(method, safe_path)).is_ok() {
            self.0.renderings.outdate();
        }
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        self.0.request.get().map(RequestLine::method)
    }

    /// The request's path, safe to print: the one that came with the route, else the one that was noted first.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.route.get().and_then(|matched| matched.path.as_deref()).or_else(|| self.path_before_route())
    }

    /// The request's path as it was noted before the route was known. It may still say what the route hides.
    #[must_use]
    pub fn path_before_route(&self) -> Option<&str> {
        self.0.request.get().map(RequestLine::path)
    }

    /// Appends `text` to `out` with the path as it was noted first replaced by the one that came with the route. Where
    /// there is nothing to replace it says `false` and appends nothing.
    ///
    /// ```
    /// use tracewell_context::Context;
    ///
    /// let context = Context::open();
    /// context.set_request("GET", "/v1/geo/203.0.113.7");
    /// context.set_route_and_path("/v1/geo/{ip}", "/v1/geo/[REDACTED]");
    /// let mut shown = String::new();
    /// assert!(context.hide_path_in("https://host/v1/geo/203.0.113.7?page=2", &mut shown));
    /// assert_eq!(shown, "https://host/v1/geo/[REDACTED]?page=2");
    /// ```
    pub fn hide_path_in(&self, text: &str, out: &mut String) -> bool {
        let hidden = self.0.route.get().and_then(|matched| matched.path.as_deref());
        let (Some(before), Some(path)) = (self.path_before_route(), hidden) else { return false };
        if before.is_empty() || before == path || !text.contains(before) {
            return false;
        }
        for (place, part) in text.split(before).enumerate() {
            if place > 0 {
                out.push_str(path);
            }
            out.push_str(part);
        }
        true
    }

    /// Notes the route template that matched, once: `/v1/items/{id}`, never a path.
    pub fn set_route(&self, template: &str) {
        self.match_route(template, None);
    }

    /// The same, and a path that from now on stands for the one that was noted: only the route tells which part of it
    /// is a person's.
    ///
    /// ```
    /// use tracewell_context::Context;
    ///
    /// let context = Context::open();
    /// context.set_request("GET", "/v1/geo/203.0.113.7");
    /// context.set_route_and_path("/v1/geo/{ip}", "/v1/geo/[REDACTED]");
    /// assert_eq!(context.path(), Some("/v1/geo/[REDACTED]"));
    /// ```
    pub fn set_route_and_path(&self, template: &str, safe_path: &str) {
        self.match_route(template, Some(safe_path));
    }

    fn match_route(&self, template: &str, path: Option<&str>) {
        let matched = || Matched { template: template.into(), path: path.map(Into::into) };
        if self.0.route.get().is_none() && self.0.route.set(matched()).is_ok() {
            self.0.renderings.outdate();
        }
    }

    /// The route template that matched.
    #[must_use]
    pub fn route(&self) -> Option<&str> {
        self.0.route.get().map(|matched| &*matched.template)
    }

    /// Notes what kind of job this is, once.
    pub fn set_job(&self, name: impl Into<Cow<'static, str>>) {
        let _ = self.0.job.set(name.into());
    }

    /// What kind of job this is, if it is one.
    #[must_use]
    pub fn job(&self) -> Option<&str> {
        self.0.job.get().map(|name| &**name)
    }

    /// The next number, from 1, of a sequence of this work's own: the order of its events survives a store that shuffles
    /// them.
    #[must_use]
    pub fn next_seq(&self) -> u64 {
        self.0.seq.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Claims the one terminal event of this work. `true` for the first caller, who writes it: where layers are stacked
    /// twice, the outer one.
    #[must_use]
    pub fn claim_ending(&self) -> bool {
        !self.0.ending.swap(true, Ordering::AcqRel)
    }

    /// Claims the one ERROR line of this work's failure. `true` for the first caller, who writes it.
    #[must_use]
    pub fn claim_report(&self) -> bool {
        !self.0.reported.swap(true, Ordering::AcqRel)
    }

    /// Claims the one event of this work's denial. `true` for the first caller, who writes it: the guard that refuses and
    /// the layer that sees the refusal are two, and it is told once.
    #[must_use]
    pub fn claim_denial(&self) -> bool {
        !self.0.denied.swap(true, Ordering::AcqRel)
    }

    /// Whether the failure of this work has its ERROR line.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        self.0.reported.load(Ordering::Acquire)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not `correlation_id()`: looking at a context must not decide its id.
        f.debug_struct("Context")
            .field("correlation_id", &self.0.correlation_id.get())
            .field("principal", &self.0.principal.get())
            .field("route", &self.route())
            .finish_non_exhaustive()
    }
}
