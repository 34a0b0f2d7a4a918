use tracewell_context::{Identity, TeamId};

use super::{Action, Denied, Scope};

/// Decides who may do what to objects of type `T`.
///
/// A [`Journal`](crate::Journal) asks before each act, and for each object that a search would return. Only a verified
/// [`Identity`] is ever asked about.
///
/// ```
/// use tracewell_audit::{Action, Authority, Denied};
/// use tracewell_context::{Identity, TeamId};
///
/// /// Everybody reads their team's documents, editors change them.
/// struct Editors;
///
/// impl<T> Authority<T> for Editors {
///     fn check(&self, caller: &Identity, action: Action, owner: &TeamId, _: &T) -> Result<(), Denied> {
///         match action {
///             _ if caller.team() != owner => Err(Denied::OtherTeam),
///             Action::Read => Ok(()),
///             _ if caller.has_role("editor") => Ok(()),
///             _ => Err(Denied::Permission),
///         }
///     }
/// }
/// ```
pub trait Authority<T> {
    /// Whether `caller` may do this to an object of the team `owner`. For an update, the object is what is there before it.
    ///
    /// # Errors
    ///
    /// Why not.
    fn check(&self, caller: &Identity, action: Action, owner: &TeamId, object: &T) -> Result<(), Denied>;

    /// Among whose objects the caller's requests are looked for. [`check`](Self::check) is asked about each found one all
    /// the same.
    fn scope(&self, caller: &Identity) -> Scope {
        let _ = caller;
        Scope::OwnTeam
    }
}
