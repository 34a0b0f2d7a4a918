use std::error::Error;
use std::pin::Pin;

use tracewell_context::Identity;

use super::Profile;
use crate::Email;

/// An answer that is being looked for, and may not come.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// Where a service keeps the profiles of its callers.
///
/// What it answers is kept by issuer, team, user and roles. An error, and an answer that takes too long, is
/// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable): who has a store needs what is in it.
///
/// ```
/// use tracewell_context::Identity;
/// use tracewell_identity::{Answer, Email, Profile, ProfileStore};
///
/// struct Plans;
///
/// impl ProfileStore for Plans {
///     fn load<'a>(&'a self, caller: &'a Identity, _email: Option<&'a Email>) -> Answer<'a, Option<Profile>> {
///         Box::pin(async move { Ok((caller.team().as_str() == "acme").then(|| Profile::new([("plan", "basic")]))) })
///     }
/// }
/// ```
pub trait ProfileStore: Send + Sync + 'static {
    /// The profile of a caller; none is an answer too, and is kept.
    fn load<'a>(&'a self, caller: &'a Identity, email: Option<&'a Email>) -> Answer<'a, Option<Profile>>;
}
