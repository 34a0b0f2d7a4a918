/// Whose content is to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject<'s> {
    /// An object by its id: what it was made, changed and read as, and where searches found it.
    Object(&'s str),
    /// A user by their id: who they were in every line of theirs, what they made and changed, and every value of others in which
    /// the id is a text of its own.
    User(&'s str),
}
