/// Among whose objects a caller's request is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// Those of the caller's team. What belongs to another one does not exist, as far as the caller can tell.
    #[default]
    OwnTeam,
    /// Those of all teams.
    AllTeams,
}
