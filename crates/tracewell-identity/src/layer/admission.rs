use http::request::Parts;
use tracewell_context::current;
use tracewell_flow::{
    RouterCheckSecurityGroup, RouterIdentityInjection, RouterIdentityResolution, RouterProfileInjection,
    RouterProfileResolution, Stage as _,
};

use super::SecurityGroup;
use crate::{Authenticate, Caller, Error};

/// Everything that a request passes before its handler: who is calling, what is known of them, and whether they may.
///
/// The caller, and its identity, are in the extensions of the request then, and team and user on all lines that follow.
pub(crate) async fn admit<A: Authenticate>(
    authority: &A,
    group: &SecurityGroup,
    head: &mut Parts,
) -> Result<Caller, Error> {
    RouterCheckSecurityGroup::run(async {
        let mut caller = RouterIdentityResolution::run(async {
            let caller = RouterIdentityInjection::run(async {
                let caller = authority.authenticate(head).await?;
                bind(&caller);
                head.extensions.insert(caller.identity().clone());
                Ok((caller, RouterIdentityInjection::Ok))
            })
            .denied_if(Error::is_denial)
            .await?;
            Ok((caller, RouterIdentityResolution::Ok))
        })
        .denied_if(Error::is_denial)
        .await?;
        group.admit(caller.identity())?;
        if authority.has_profiles() {
            caller = RouterProfileResolution::run(async {
                let caller = RouterProfileInjection::run(async {
                    let profile = authority.profile(&caller).await?;
                    Ok((caller.with_profile(profile), RouterProfileInjection::Ok))
                })
                .denied_if(Error::is_denial)
                .await?;
                Ok((caller, RouterProfileResolution::Ok))
            })
            .denied_if(Error::is_denial)
            .await?;
        }
        head.extensions.insert(caller.clone());
        Ok((caller, RouterCheckSecurityGroup::Ok))
    })
    .denied_if(Error::is_denial)
    .await
}

/// Puts team and user on the lines of the request. A request that has an owner already keeps it: lines have one only, and
/// nothing is allowed or refused on their word.
fn bind(caller: &Caller) {
    if let Some(context) = current() {
        if context.bind(caller.identity().principal().clone()).is_err() {
            tracing::warn!(target: tracewell_names::target::SECURITY, "principal not bound: the request has another one");
        }
    }
}
