/// The family of a violation: the `category` of its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// Who is calling.
    Authentication,
    /// What a caller may do, and whose data it is.
    Authorization,
    /// Whether the request is what it seems to be, and comes when it may.
    Integrity,
    /// How much or how often.
    Abuse,
    /// What was sent.
    Input,
    /// What watches over the rest.
    Monitoring,
}

impl Category {
    /// The word in events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Authorization => "authorization",
            Self::Integrity => "integrity",
            Self::Abuse => "abuse",
            Self::Input => "input",
            Self::Monitoring => "monitoring",
        }
    }
}
