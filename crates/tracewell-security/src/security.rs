use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use tracewell_context::{Context, TeamId, current};
use tracewell_redact::{ClientHost, Policy};

use crate::abuse::{AbuseTracker, Observation};
use crate::event::emit;
use crate::ingress::Ingress;
use crate::{Denial, SecurityBuilder, SecurityEvent};

static INSTALLED: OnceLock<Security> = OnceLock::new();

/// Where violations are told: writes their events, counts them, and watches for abuse. Cheap to clone.
///
/// ```
/// use tracewell_redact::Policy;
/// use tracewell_security::{Security, SecurityEvent, Violation};
///
/// let security = Security::new(Policy::production());
/// security.record(SecurityEvent::new(Violation::LoginFailed).user("alice").error_type("password"));
/// ```
#[derive(Clone, Debug)]
pub struct Security {
    policy: Policy,
    client_host: ClientHost,
    tracker: AbuseTracker,
    ingress: Arc<Ingress>,
}

impl Security {
    /// The defaults: windows in memory, 10 violations of a host or 5 of a user within an hour, addresses as the policy's
    /// mode wants them shown.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        SecurityBuilder::new(policy).build()
    }

    /// Other settings.
    pub fn builder(policy: Policy) -> SecurityBuilder {
        SecurityBuilder::new(policy)
    }

    pub(crate) fn of_parts(
        policy: Policy,
        client_host: ClientHost,
        tracker: AbuseTracker,
        proxies_configured: bool,
    ) -> Self {
        Self { policy, client_host, tracker, ingress: Arc::new(Ingress::new(proxies_configured)) }
    }

    /// Makes this the one that [`installed`](Self::installed) gives from now on; the first one stays. `false` if there is
    /// another already.
    pub fn install(self) -> bool {
        INSTALLED.set(self).is_ok()
    }

    /// The one of this process. If none is installed, one with the defaults and the installed policy is made now and
    /// stays: windows that begin anew at each look would never fill.
    #[must_use]
    pub fn installed() -> Self {
        INSTALLED.get_or_init(|| Self::new(Policy::installed())).clone()
    }

    /// Writes the event of a violation in the current request, job or message, counts it, and has the windows of its host
    /// and its user count it.
    ///
    /// Whoever records a denial has told it: an answer of 401, 403 or 429 to the same request has no further event.
    pub fn record(&self, event: impl Into<SecurityEvent>) {
        let (event, context) = (event.into(), current());
        if let (Some(_), Some(context)) = (event.violation().status(), &context) {
            // Written in any case; who comes later sees that it is.
            let _ = context.claim_denial();
        }
        self.tell(context.as_ref(), &event);
    }

    /// Writes the event of a denial unless this request's denial is told already.
    pub(crate) fn record_once(&self, context: &Context, denial: &Denial, status: u16) {
        if context.claim_denial() {
            let event = denial.event().clone().status(status);
            context.in_scope(|| self.tell(Some(context), &event));
        }
    }

    fn tell(&self, context: Option<&Context>, event: &SecurityEvent) {
        emit(self, context, event);
        let principal = context.and_then(Context::verified_principal);
        let mut seen = Observation::new(event.violation());
        if let Some(address) = client(event, context) {
            seen = seen.host(address);
        }
        if let Some(principal) = principal {
            seen = seen.principal(principal);
        }
        if let Some(user) = event.claimed_user() {
            seen = seen.user(user);
        }
        self.tracker.record(&seen);
    }

    /// The windows.
    #[must_use]
    pub const fn tracker(&self) -> &AbuseTracker {
        &self.tracker
    }

    /// The policy that events go by.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn ingress(&self) -> &Ingress {
        &self.ingress
    }

    pub(crate) fn shown_client(&self, event: &SecurityEvent, context: Option<&Context>) -> Option<String> {
        let team = context.and_then(Context::team_id).map(TeamId::as_str);
        client(event, context).map(|address| self.client_host.shown(address, team, &self.policy))
    }
}

fn client(event: &SecurityEvent, context: Option<&Context>) -> Option<IpAddr> {
    event.client_address().or_else(|| context.and_then(Context::client_addr))
}
