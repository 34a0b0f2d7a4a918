use std::net::IpAddr;

use tracewell_context::{Principal, UserId};

use super::Subject;
use crate::Violation;

/// One violation, as the windows see it.
///
/// ```
/// use tracewell_security::{Observation, Violation};
///
/// let seen = Observation::new(Violation::LoginFailed).host("203.0.113.7".parse().unwrap()).user("alice");
/// # let _ = seen;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "an observation is recorded by `AbuseTracker::record`"]
pub struct Observation<'o> {
    violation: Violation,
    host: Option<IpAddr>,
    user: Option<&'o str>,
    principal: Option<&'o Principal>,
}

impl<'o> Observation<'o> {
    /// An observation that is nobody's yet.
    pub const fn new(violation: Violation) -> Self {
        Self { violation, host: None, user: None, principal: None }
    }

    /// The client's address.
    pub const fn host(mut self, address: IpAddr) -> Self {
        self.host = Some(address);
        self
    }

    /// The user, also one that somebody only claims to be. Without it, it is the principal's.
    pub const fn user(mut self, name: &'o str) -> Self {
        self.user = Some(name);
        self
    }

    /// The verified principal.
    pub const fn principal(mut self, principal: &'o Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    pub(crate) const fn violation(&self) -> Violation {
        self.violation
    }

    /// The team of the principal.
    pub(crate) fn team(&self) -> Option<&'o str> {
        self.principal.map(|principal| principal.team().as_str())
    }

    #[cfg(feature = "redis")]
    pub(crate) const fn verified(&self) -> Option<&'o Principal> {
        self.principal
    }

    /// The user that is counted, which is never empty.
    pub(crate) fn user_name(&self) -> Option<&'o str> {
        let name = self.user.or_else(|| self.principal.and_then(Principal::user_id).map(UserId::as_str));
        name.filter(|name| !name.is_empty())
    }

    pub(crate) fn subjects(&self) -> impl Iterator<Item = Subject<'o>> {
        let subjects =
            [self.host.map(Subject::Host), self.user_name().map(Subject::User), self.principal.map(Subject::Principal)];
        subjects.into_iter().flatten()
    }
}
