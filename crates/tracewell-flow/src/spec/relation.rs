/// What an event says about the end of a stage that follows it.
///
/// ```
/// use tracewell_flow::Relation;
///
/// // What a cache has found need not be fetched.
/// let relation = Relation::cache_hit("checkout.price.cache", true).then("checkout.price", ["from_cache"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub(crate) when: String,
    pub(crate) trigger: Trigger,
    pub(crate) stage: String,
    pub(crate) outcomes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    CacheHit(bool),
    Outcome(String),
}

impl Relation {
    /// Once `stage` was said with this `cache_hit`.
    #[must_use]
    pub fn cache_hit(stage: impl Into<String>, hit: bool) -> Self {
        Self::when(stage.into(), Trigger::CacheHit(hit))
    }

    /// Once `stage` has ended in this outcome.
    #[must_use]
    pub fn outcome(stage: impl Into<String>, outcome: impl Into<String>) -> Self {
        Self::when(stage.into(), Trigger::Outcome(outcome.into()))
    }

    fn when(when: String, trigger: Trigger) -> Self {
        Self { when, trigger, stage: String::new(), outcomes: Vec::new() }
    }

    /// The next good end of `stage` is in one of these outcomes.
    #[must_use]
    pub fn then<N: Into<String>>(mut self, stage: impl Into<String>, outcomes: impl IntoIterator<Item = N>) -> Self {
        self.stage = stage.into();
        self.outcomes = outcomes.into_iter().map(Into::into).collect();
        self
    }

    /// What was seen, as it is written in a log.
    pub(crate) fn seen(&self) -> String {
        match &self.trigger {
            Trigger::CacheHit(hit) => format!("{} cache_hit={hit}", self.when),
            Trigger::Outcome(outcome) => format!("{} outcome={outcome}", self.when),
        }
    }
}
