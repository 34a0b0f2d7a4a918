use std::collections::{BTreeMap, BTreeSet};

use super::{Relation, StageKind, StageSpec};

/// A flow: which stages there are, how they end, and how they stand to each other.
///
/// ```
/// use tracewell_flow::{FlowSpec, StageSpec, check};
///
/// let spec = FlowSpec::new("checkout")
///     .cycle_start("checkout.order")
///     .stage(StageSpec::new("checkout.order").outcomes(["ok"]))
///     .stage(StageSpec::new("checkout.charge").outcomes(["ok", "declined"]).inside(["checkout.order"]));
/// assert_eq!(spec.name(), "checkout");
/// ```
///
/// What is not declared has to end all the same, in any outcome: [`unknown`](Self::unknown) can change that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowSpec {
    pub(crate) name: String,
    pub(crate) stages: BTreeMap<String, StageSpec>,
    /// Those that others are inside of, or after.
    pub(crate) asked_for: BTreeSet<String>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) cycle_starts: Vec<String>,
    pub(crate) inner_cycle_starts: Vec<String>,
    pub(crate) unknown: Unknown,
    pub(crate) strict: bool,
    /// The first stage that was declared and is inside and after of none: it opens a cycle where no start was named.
    pub(crate) first: Option<String>,
    /// Whether it was said which stages begin a cycle.
    pub(crate) starts_named: bool,
    /// Stages from the outermost to the innermost.
    pub(crate) chains: Vec<Vec<&'static str>>,
    pub(crate) sequences: Vec<Sequence>,
}

/// Inside of one run of `around`, `then` does not start ahead of the first `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sequence {
    pub(crate) around: &'static str,
    pub(crate) first: &'static str,
    pub(crate) then: &'static str,
}

/// What is made of a stage that the flow does not declare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// It has to end, in any outcome.
    #[default]
    MustEnd,
    /// It is passed over.
    Ignored,
    /// It is a violation.
    Refused,
}

impl FlowSpec {
    /// A flow without stages.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            stages: BTreeMap::new(),
            asked_for: BTreeSet::new(),
            relations: Vec::new(),
            cycle_starts: Vec::new(),
            inner_cycle_starts: Vec::new(),
            unknown: Unknown::MustEnd,
            strict: true,
            first: None,
            starts_named: false,
            chains: Vec::new(),
            sequences: Vec::new(),
        }
    }

    /// Adds a stage; one of the same name is replaced.
    #[must_use]
    pub fn stage(mut self, stage: StageSpec) -> Self {
        if self.first.is_none() && stage.kind == StageKind::Work && stage.inside.is_empty() && stage.after.is_empty() {
            self.first = Some(stage.name.clone());
        }
        self.asked_for.extend(stage.inside.iter().chain(&stage.after).cloned());
        self.stages.insert(stage.name.clone(), stage);
        self
    }

    /// Adds a relation.
    #[must_use]
    pub fn relation(mut self, relation: Relation) -> Self {
        self.relations.push(relation);
        self
    }

    /// Each start of this stage begins a cycle. Where none is named, the first stage that was added and is inside and after
    /// of no other opens the cycle of an id.
    #[must_use]
    pub fn cycle_start(mut self, stage: impl Into<String>) -> Self {
        self.starts_named = true;
        self.cycle_starts.push(stage.into());
        self
    }

    /// Each start of this stage begins a cycle, unless a stage of [`cycle_start`](Self::cycle_start) is open.
    #[must_use]
    pub fn inner_cycle_start(mut self, stage: impl Into<String>) -> Self {
        self.starts_named = true;
        self.inner_cycle_starts.push(stage.into());
        self
    }

    /// What is made of stages that are not declared.
    #[must_use]
    pub fn unknown(mut self, unknown: Unknown) -> Self {
        self.unknown = unknown;
        self
    }

    /// Whether what is said of [`StageSpec::inside`] is held against each stage that starts elsewhere; else it only tells
    /// which ends lack a start. Yes, if not set.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The declared stages, by name.
    pub fn stages(&self) -> impl Iterator<Item = &StageSpec> {
        self.stages.values()
    }

    /// Whether a cycle is known to begin where this stage starts.
    pub(crate) fn opens(&self, stage: &str) -> bool {
        self.cycle_starts.iter().chain(&self.inner_cycle_starts).any(|start| start == stage)
            || (!self.starts_named && self.first.as_deref() == Some(stage))
    }

    /// Whether anything is made of this stage having been there, though it is not declared.
    pub(crate) fn asks_for(&self, stage: &str) -> bool {
        self.asked_for.contains(stage) || self.opens(stage)
    }

    pub(crate) fn stage_of(&self, name: &str) -> Option<&StageSpec> {
        self.stages.get(name)
    }
}
