use http::request::Parts;
use tracewell_context::current;
use tracewell_flow::{
    RouterCheckSecurityGroup, RouterIdentityInjection, RouterIdentityResolution, RouterProfileInjection,
    RouterProfileResolution, Stage as _,
};
use tracewell_names::target;

use super::SecurityGroup;
use crate::{Authenticate, Caller, Error};

/// What [`IdentityLayer`](super::IdentityLayer) does to a request, for a middleware that answers in its own way: finds out
/// who is calling and what is known of them, in the same stages.
///
/// The caller, and its identity, are in the extensions of the request then, and team and user on all lines that follow.
///
/// ```
/// use http::Request;
/// use tracewell_identity::{ErrorKind, Verifier, admit};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = Verifier::builder("http://127.0.0.1:9000").build()?;
/// let (mut head, _body) = Request::new(()).into_parts();
/// let error = admit(&verifier, &mut head).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::TokenMissing);
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// Nobody who is known, or it can't be told.
pub async fn admit<A: Authenticate>(authority: &A, head: &mut Parts) -> Result<Caller, Error> {
    admit_to(authority, &SecurityGroup::default(), head).await
}

/// The same for those that a group lets in.
pub(crate) async fn admit_to<A: Authenticate>(
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
    if current().is_some_and(|context| context.bind(caller.identity().principal().clone()).is_err()) {
        tracing::warn!(target: target::SECURITY, "principal not bound: the request has another one");
    }
}
