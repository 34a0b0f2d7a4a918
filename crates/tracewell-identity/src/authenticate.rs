use std::future::ready;

use http::request::Parts;

use crate::{Caller, Error, Profile};

/// Finds out who is calling, from the head of a request.
///
/// [`Verifier`](crate::Verifier) is the one for bearer tokens. A service's own (a session, a certificate, a rule for
/// development) gets the same stages by it, and says no more of them than is true.
///
/// ```
/// use http::request::Parts;
/// use tracewell_context::{Identity, Principal, TeamId};
/// use tracewell_identity::{Authenticate, Caller, Error, ErrorKind};
///
/// /// Mutual TLS ended in a proxy, which this service alone can be reached through.
/// #[derive(Clone)]
/// struct Certificate;
///
/// impl Authenticate for Certificate {
///     async fn authenticate(&self, head: &Parts) -> Result<Caller, Error> {
///         let name = head.extensions.get::<TeamId>().ok_or(Error::new(ErrorKind::TokenMissing))?;
///         Ok(Caller::new(Identity::verified(Principal::new(name.clone()))))
///     }
/// }
/// ```
pub trait Authenticate: Clone + Send + Sync + 'static {
    /// Who is calling.
    ///
    /// # Errors
    ///
    /// Nobody who is known, or it can't be told.
    fn authenticate(&self, head: &Parts) -> impl Future<Output = Result<Caller, Error>> + Send;

    /// Whether callers have profiles, so that there is something to look for.
    fn has_profiles(&self) -> bool {
        false
    }

    /// The profile of a caller.
    ///
    /// # Errors
    ///
    /// It can't be told.
    fn profile(&self, caller: &Caller) -> impl Future<Output = Result<Option<Profile>, Error>> + Send {
        let _ = caller;
        ready(Ok(None))
    }
}
