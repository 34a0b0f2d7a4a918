use std::sync::Arc;

use crate::{Principal, TeamId, UserId};

/// A caller whose credentials have been checked: the principal and the roles that came with it.
///
/// This is the type that guards ask for. A [`Context`](crate::Context) tells whom work belongs to and may have come
/// from a message or a header, which anybody can write; no way leads from there to an `Identity`. Only the code that
/// has verified a credential makes one, with [`Identity::verified`], and hands it on as a value.
///
/// ```
/// use tracewell_context::{Identity, Principal, TeamId, UserId};
///
/// // After the token's signature, issuer and expiry have been checked:
/// let principal = Principal::new(TeamId::new("acme")?).user(UserId::new("user-7")?);
/// let caller = Identity::verified(principal).roles(["auditor"]);
/// assert_eq!(caller.team().as_str(), "acme");
/// assert!(caller.has_role("auditor"));
/// assert!(!caller.has_role("admin"));
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
///
/// Cloning is cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    principal: Principal,
    roles: Arc<[Box<str>]>,
}

impl Identity {
    /// The identity of a principal whose credentials the caller of this function has verified.
    #[must_use]
    pub fn verified(principal: Principal) -> Self {
        Self { principal, roles: Arc::default() }
    }

    /// The roles, instead of those set before. Their names are the application's own.
    #[must_use]
    pub fn roles<R: Into<Box<str>>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        self.roles = roles.into_iter().map(Into::into).collect();
        self
    }

    /// Team and user, as they are bound to a context.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The team.
    #[must_use]
    pub fn team(&self) -> &TeamId {
        self.principal.team()
    }

    /// The user, where one is known.
    #[must_use]
    pub fn user_id(&self) -> Option<&UserId> {
        self.principal.user_id()
    }

    /// Whether the caller has this role. Names are compared byte for byte.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|own| &**own == role)
    }

    /// The names of the roles, in the order they were given.
    pub fn role_names(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().map(|role| &**role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_its_exact_name() {
        let principal = Principal::new(TeamId::new("acme").unwrap());
        let caller = Identity::verified(principal.clone()).roles(["Auditor", "admin"]);
        assert!(caller.has_role("admin") && !caller.has_role("auditor") && !caller.has_role(""));
        assert_eq!(caller.role_names().collect::<Vec<_>>(), ["Auditor", "admin"]);
        assert_eq!(caller.principal(), &principal);
        assert_eq!(caller.user_id(), None);
        assert!(!Identity::verified(principal).has_role("admin"));
    }
}
