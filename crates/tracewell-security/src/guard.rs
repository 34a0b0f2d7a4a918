use tracewell_context::Identity;

use crate::{Denial, Security, SecurityEvent, Violation};

impl Security {
    /// Lets the caller have what belongs to `team` only if it is theirs. Another team's is recorded as
    /// `cross_tenant_access`.
    ///
    /// It takes a verified [`Identity`], never a context: a context may have come from a message or a header. Names of
    /// teams are compared byte for byte.
    ///
    /// # Errors
    ///
    /// The [`Denial`] to answer with: 403. Its event is written; in a response it is not written again.
    ///
    /// ```
    /// use tracewell_context::{Identity, Principal, TeamId};
    /// use tracewell_redact::Policy;
    /// use tracewell_security::{Security, Violation};
    ///
    /// let security = Security::new(Policy::production());
    /// let caller = Identity::verified(Principal::new(TeamId::new("acme")?));
    /// assert!(security.require_team(&caller, "acme").is_ok());
    /// let denial = security.require_team(&caller, "globex").unwrap_err();
    /// assert_eq!(denial.violation(), Violation::CrossTenantAccess);
    /// # Ok::<(), tracewell_context::InvalidId>(())
    /// ```
    pub fn require_team(&self, caller: &Identity, team: &str) -> Result<(), Denial> {
        self.require_team_or(caller, team, Violation::CrossTenantAccess)
    }

    /// The same for a stream of `team`, to be asked before the stream opens: `cross_tenant_sse_access`.
    ///
    /// # Errors
    ///
    /// As of [`require_team`](Self::require_team).
    pub fn require_team_of_stream(&self, caller: &Identity, team: &str) -> Result<(), Denial> {
        self.require_team_or(caller, team, Violation::CrossTenantSseAccess)
    }

    /// Lets the caller pass only with this role. Its absence is recorded as `permission_denied`.
    ///
    /// # Errors
    ///
    /// As of [`require_team`](Self::require_team).
    pub fn require_role(&self, caller: &Identity, role: &str) -> Result<(), Denial> {
        if caller.has_role(role) {
            return Ok(());
        }
        Err(self.deny(SecurityEvent::new(Violation::PermissionDenied).error_type("role_missing").error_detail(role)))
    }

    fn require_team_or(&self, caller: &Identity, team: &str, violation: Violation) -> Result<(), Denial> {
        if caller.team().as_str() == team {
            return Ok(());
        }
        Err(self.deny(SecurityEvent::new(violation).requested_team(team)))
    }

    /// Records a refusal and gives it back as an answer. Its event is written at once, for the request that is running,
    /// and not again when the answer passes a [`SecurityLayer`](crate::SecurityLayer).
    pub fn deny(&self, event: impl Into<SecurityEvent>) -> Denial {
        let event = event.into();
        self.record(event.clone());
        event.into()
    }
}
