use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tracewell_context::{Identity, TeamId, UserId};

use crate::{Email, Profile};

/// Who is calling: a verified identity, and what else is known of it.
///
/// Its `Debug` shows team, user and roles, and nothing of e-mail address and profile.
///
/// ```
/// use tracewell_context::{Identity, Principal, TeamId};
/// use tracewell_identity::Caller;
///
/// // A service's own way of authenticating, once it has checked the credentials:
/// let identity = Identity::verified(Principal::new(TeamId::new("acme")?)).roles(["auditor"]);
/// let caller = Caller::new(identity);
/// assert!(caller.identity().has_role("auditor"));
/// assert_eq!(caller.email(), None);
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
///
/// Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Caller {
    identity: Identity,
    email: Option<Email>,
    profile: Option<Profile>,
    expires: Option<u64>,
}

impl Caller {
    /// A caller of this identity.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        Self { identity, email: None, profile: None, expires: None }
    }

    /// With this address.
    #[must_use]
    pub fn with_email(mut self, email: Option<Email>) -> Self {
        self.email = email;
        self
    }

    /// With this profile.
    #[must_use]
    pub fn with_profile(mut self, profile: Option<Profile>) -> Self {
        self.profile = profile;
        self
    }

    pub(crate) fn expiring(mut self, seconds: u64) -> Self {
        self.expires = Some(seconds);
        self
    }

    /// What guards ask for.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The team.
    #[must_use]
    pub fn team(&self) -> &TeamId {
        self.identity.team()
    }

    /// The user, where one is known.
    #[must_use]
    pub fn user_id(&self) -> Option<&UserId> {
        self.identity.user_id()
    }

    /// The e-mail address, where the issuer says one.
    #[must_use]
    pub fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }

    /// The profile, where there is a store and it has one.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// When the token expires, where there is one that does.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        UNIX_EPOCH.checked_add(Duration::from_secs(self.expires?))
    }

    pub(crate) fn expires(&self) -> Option<u64> {
        self.expires
    }
}
