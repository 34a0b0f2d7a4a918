/// What happens to a message for a subscriber whose queue is full.
///
/// Whichever it is, nobody else waits for that subscriber, and what is lost is counted and told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// The oldest message in the queue makes room: the subscriber sees the present, with a gap it is told of.
    #[default]
    DropOldest,
    /// The new message is left out.
    DropNewest,
    /// The subscriber's stream ends, with the reason `slow`; the client comes back and resumes.
    Disconnect,
}
