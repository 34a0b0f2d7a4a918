use tracewell_context::{Identity, TeamId};

use super::{Action, Authority, Denied};

/// Each team does what it likes with its own objects, and nothing with those of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TeamIsolation;

impl<T> Authority<T> for TeamIsolation {
    fn check(&self, caller: &Identity, _: Action, owner: &TeamId, _: &T) -> Result<(), Denied> {
        if caller.team() == owner { Ok(()) } else { Err(Denied::OtherTeam) }
    }
}
