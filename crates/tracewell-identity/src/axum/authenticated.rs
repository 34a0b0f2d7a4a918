use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use crate::{Authenticate, Caller, Error, admit};

/// The caller of this request, authenticated here: for a handler without an [`IdentityLayer`](crate::IdentityLayer)
/// around it. `A` is a part of the state.
///
/// Where a layer has let the caller in already, that stands.
///
/// ```
/// use axum::Router;
/// use axum::routing::get;
/// use tracewell_identity::axum::Authenticated;
/// use tracewell_identity::Verifier;
///
/// async fn team(caller: Authenticated<Verifier>) -> String {
///     caller.team().to_string()
/// }
///
/// let verifier = Verifier::builder("http://127.0.0.1:9000").build()?;
/// let app: Router = Router::new().route("/team", get(team)).with_state(verifier);
/// # Ok::<(), tracewell_identity::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Authenticated<A> {
    caller: Caller,
    authority: std::marker::PhantomData<A>,
}

impl<A> Authenticated<A> {
    /// The caller.
    #[must_use]
    pub fn into_caller(self) -> Caller {
        self.caller
    }
}

impl<A> Deref for Authenticated<A> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<S, A> FromRequestParts<S> for Authenticated<A>
where
    S: Send + Sync,
    A: Authenticate + FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, Error> {
        let caller = match head.extensions.get::<Caller>() {
            Some(caller) => caller.clone(),
            None => admit(&A::from_ref(state), head).await?,
        };
        Ok(Self { caller, authority: std::marker::PhantomData })
    }
}
