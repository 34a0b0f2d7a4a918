/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    ItemCreated,
    ItemUpdated,
    LinkCreated,
    LinkUpdated,
    LinkDeleted,
}

impl Change {
    /// The kind of its event.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::ItemCreated => "item.created",
            Self::ItemUpdated => "item.updated",
            Self::LinkCreated => "link.created",
            Self::LinkUpdated => "link.updated",
            Self::LinkDeleted => "link.deleted",
        }
    }
}
