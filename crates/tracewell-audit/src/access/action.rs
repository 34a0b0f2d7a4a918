/// What somebody wants to do to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Make it.
    Create,
    /// See it, by its id or in a search.
    Read,
    /// Replace it.
    Update,
    /// Delete it.
    Delete,
}
