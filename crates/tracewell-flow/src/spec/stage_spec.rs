use std::time::Duration;

use tracewell_names::outcome;

use crate::Stage;

/// What is expected of one stage.
///
/// | part | default | meaning |
/// |---|---|---|
/// | outcomes | any but `start` | those of a stage that went well; `error`, `denied` and `cancelled` always end it too |
/// | [`alone`](Self::alone) | none | outcomes that have no start before them |
/// | [`inside`](Self::inside) | anywhere | stages of which one is around it |
/// | [`after`](Self::after) | anything | stages that have ended well before it starts |
/// | [`required`](Self::required) | no | a cycle that ends well has it |
/// | [`once`](Self::once) | no | a cycle has it once at most |
/// | [`within`](Self::within) | no limit | the time it may take |
/// | [`level`](Self::level) | any | the level of its events |
///
/// ```
/// use std::time::Duration;
/// use tracewell_flow::StageSpec;
///
/// let charge = StageSpec::new("checkout.charge")
///     .outcomes(["ok", "declined"])
///     .after(["checkout.reserve"])
///     .within(Duration::from_secs(2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageSpec {
    pub(crate) name: String,
    pub(crate) kind: StageKind,
    pub(crate) outcomes: Vec<String>,
    pub(crate) alone: Vec<String>,
    pub(crate) inside: Vec<String>,
    pub(crate) after: Vec<String>,
    pub(crate) required: bool,
    pub(crate) once: bool,
    pub(crate) within: Option<Duration>,
    pub(crate) level: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StageKind {
    /// It starts and ends.
    Work,
    /// It does neither: a look-up or a note.
    Note,
}

impl StageSpec {
    /// A stage that starts and ends.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: StageKind::Work,
            outcomes: Vec::new(),
            alone: Vec::new(),
            inside: Vec::new(),
            after: Vec::new(),
            required: false,
            once: false,
            within: None,
            level: None,
        }
    }

    /// What is said in passing, such as a look-up: it neither starts nor ends.
    #[must_use]
    pub fn note(name: impl Into<String>) -> Self {
        Self { kind: StageKind::Note, ..Self::new(name) }
    }

    /// A stage that the service has declared in its code: its name and its outcomes.
    ///
    /// ```
    /// use tracewell_flow::{StageSpec, stages};
    ///
    /// stages! { pub Charge = "checkout.charge" { Ok = "ok" } }
    ///
    /// assert_eq!(StageSpec::of::<Charge>(), StageSpec::new("checkout.charge").outcomes(["ok"]));
    /// ```
    #[must_use]
    pub fn of<S: Stage>() -> Self {
        Self::new(S::NAME).outcomes(S::OUTCOMES.iter().copied())
    }

    /// The outcomes of a stage that went well.
    #[must_use]
    pub fn outcomes<N: Into<String>>(mut self, outcomes: impl IntoIterator<Item = N>) -> Self {
        self.outcomes = outcomes.into_iter().map(Into::into).collect();
        self
    }

    /// Outcomes that have no start before them.
    #[must_use]
    pub fn alone<N: Into<String>>(mut self, outcomes: impl IntoIterator<Item = N>) -> Self {
        self.alone = outcomes.into_iter().map(Into::into).collect();
        self
    }

    /// Stages of which one is around it.
    #[must_use]
    pub fn inside<N: Into<String>>(mut self, stages: impl IntoIterator<Item = N>) -> Self {
        self.inside = stages.into_iter().map(Into::into).collect();
        self
    }

    /// Stages that have ended well before it starts.
    #[must_use]
    pub fn after<N: Into<String>>(mut self, stages: impl IntoIterator<Item = N>) -> Self {
        self.after = stages.into_iter().map(Into::into).collect();
        self
    }

    /// A cycle that is seen from its start and ends well has this stage, ended well.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// A cycle has this stage once at most.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// The time it may take.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.within = Some(limit);
        self
    }

    /// The level of its events: `INFO`.
    #[must_use]
    pub fn level(mut self, level: impl Into<String>) -> Self {
        self.level = Some(level.into());
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether an outcome ends this stage.
    pub(crate) fn ends_with(&self, word: &str) -> bool {
        self.ends_well_with(word) || outcome::FAILURES.contains(&word)
    }

    pub(crate) fn ends_well_with(&self, word: &str) -> bool {
        if self.outcomes.is_empty() {
            word != outcome::START && !outcome::FAILURES.contains(&word)
        } else {
            self.outcomes.iter().any(|allowed| allowed == word) || self.is_alone(word)
        }
    }

    pub(crate) fn is_alone(&self, word: &str) -> bool {
        self.alone.iter().any(|alone| alone == word)
    }
}
