use tracewell_context::Identity;
use tracewell_flow::{RouterCheckSecurityGroup, Stage as _};

use crate::{Error, ErrorKind};

/// Lets callers of a team pass, and nobody else.
///
/// It asks for an [`Identity`], which only a verified credential makes. A context, which may have come with a message or a
/// header, does not open it.
///
/// ```
/// use tracewell_context::{Identity, Principal, TeamId};
/// use tracewell_identity::{ErrorKind, require_team};
///
/// let caller = Identity::verified(Principal::new(TeamId::new("acme")?));
/// assert!(require_team(&caller, "acme").is_ok());
/// assert_eq!(require_team(&caller, "globex").unwrap_err().kind(), ErrorKind::CrossTenantAccess);
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
///
/// ```compile_fail
/// # use tracewell_identity::require_team;
/// require_team(&tracewell_context::Context::open(), "acme");
/// ```
///
/// # Errors
///
/// [`ErrorKind::CrossTenantAccess`].
pub fn require_team(caller: &Identity, team: &str) -> Result<(), Error> {
    check(caller.team().as_str() == team, ErrorKind::CrossTenantAccess)
}

/// Lets callers with a role pass, and nobody else.
///
/// ```
/// use tracewell_context::{Identity, Principal, TeamId};
/// use tracewell_identity::{ErrorKind, require_role};
///
/// let caller = Identity::verified(Principal::new(TeamId::new("acme")?)).roles(["auditor"]);
/// assert!(require_role(&caller, "auditor").is_ok());
/// assert_eq!(require_role(&caller, "admin").unwrap_err().kind(), ErrorKind::PermissionDenied);
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::PermissionDenied`].
pub fn require_role(caller: &Identity, role: &str) -> Result<(), Error> {
    check(caller.has_role(role), ErrorKind::PermissionDenied)
}

/// Lets callers with one of these roles pass, and nobody else. Nobody has one of none.
///
/// # Errors
///
/// [`ErrorKind::PermissionDenied`].
pub fn require_any_role<'r>(caller: &Identity, roles: impl IntoIterator<Item = &'r str>) -> Result<(), Error> {
    check(roles.into_iter().any(|role| caller.has_role(role)), ErrorKind::PermissionDenied)
}

fn check(passes: bool, otherwise: ErrorKind) -> Result<(), Error> {
    let stage = RouterCheckSecurityGroup::start();
    if passes {
        stage.end(RouterCheckSecurityGroup::Ok);
        Ok(())
    } else {
        stage.deny();
        Err(Error::new(otherwise))
    }
}
