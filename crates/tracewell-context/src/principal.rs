use crate::{TeamId, UserId};

/// The team that work is done for and, where one is known, the user who does it.
///
/// Bound once and whole: a team without its user, or a user under another team's name, can't come about by two
/// half-finished calls.
///
/// ```
/// use tracewell_context::{Principal, TeamId, UserId};
///
/// let principal = Principal::new(TeamId::new("acme")?).user(UserId::new("user-7")?);
/// assert_eq!(principal.team().as_str(), "acme");
/// assert_eq!(principal.user_id().map(UserId::as_str), Some("user-7"));
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Principal {
    team: TeamId,
    user: Option<UserId>,
}

impl Principal {
    /// A principal that is a team alone: a machine, a tenant-wide key, a scheduled job.
    #[must_use]
    pub fn new(team: TeamId) -> Self {
        Self { team, user: None }
    }

    /// Adds the user who acts.
    #[must_use]
    pub fn user(mut self, user: UserId) -> Self {
        self.user = Some(user);
        self
    }

    /// The team.
    #[must_use]
    pub fn team(&self) -> &TeamId {
        &self.team
    }

    /// The user, where one is known.
    #[must_use]
    pub fn user_id(&self) -> Option<&UserId> {
        self.user.as_ref()
    }
}
