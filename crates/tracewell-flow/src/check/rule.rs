/// What was not kept to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A stage that started has to end.
    NoEnd,
    /// What ended has to have started.
    NoStart,
    /// An outcome that the stage does not have.
    UnknownOutcome,
    /// A stage that the flow does not have.
    UnknownStage,
    /// A stage that runs inside of another.
    Inside,
    /// A stage that comes after another.
    After,
    /// A stage that a cycle has.
    Required,
    /// A stage that a cycle has once.
    Once,
    /// The time a stage may take.
    Within,
    /// The level of a stage's events.
    Level,
    /// Which of two stages comes first, and which one is around the other.
    Order,
    /// What an event says about the end of a stage.
    Relation,
}

impl Rule {
    /// A word for it, as reports use it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoEnd => "no_end",
            Self::NoStart => "no_start",
            Self::UnknownOutcome => "unknown_outcome",
            Self::UnknownStage => "unknown_stage",
            Self::Inside => "inside",
            Self::After => "after",
            Self::Required => "required",
            Self::Once => "once",
            Self::Within => "within",
            Self::Level => "level",
            Self::Order => "order",
            Self::Relation => "relation",
        }
    }
}
