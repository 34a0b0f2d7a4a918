/// What a guard asks about the work that an event belongs to, on the thread of the event.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hooks {
    /// Appends the name of the team.
    pub(super) team: Option<fn(&mut String)>,
    /// Appends a text with the path of the request in it as it may be shown.
    pub(super) path: Option<fn(&str, &mut String) -> bool>,
}
