use std::sync::Arc;

use super::StageEvent;
use super::state::Kind;
use crate::spec::FlowSpec;

/// Into which cycle an event without an id falls.
#[derive(Debug)]
pub(super) struct Grouping {
    /// Whether a stage that begins cycles was seen.
    found: bool,
    /// Events before that; where it never comes, they fall into cycles by themselves.
    before: Vec<StageEvent>,
    /// How many stages of `cycle_starts` are open in this cycle.
    outer: usize,
    /// The first stage that started in this cycle.
    opener: Option<Arc<str>>,
}

/// What to do with events without an id, in this order.
pub(super) enum Step {
    Begin,
    Add(StageEvent),
}

impl Grouping {
    /// Events that wait for a stage that begins cycles.
    const MOST: usize = 50_000;

    pub(super) fn new() -> Self {
        Self { found: false, before: Vec::new(), outer: 0, opener: None }
    }

    pub(super) fn add(&mut self, event: StageEvent, spec: &FlowSpec, step: &mut dyn FnMut(Step)) {
        let kind = Kind::of(&event, spec.stage_of(&event.stage));
        let is = |names: &[String]| names.iter().any(|name| **name == *event.stage);
        let outer = is(&spec.cycle_starts);
        let begins = kind == Kind::Start && (outer || (is(&spec.inner_cycle_starts) && self.outer == 0));
        if begins {
            if !std::mem::replace(&mut self.found, true) && !self.before.is_empty() {
                step(Step::Begin);
                self.before.drain(..).for_each(|event| step(Step::Add(event)));
            }
            self.outer = 0;
            step(Step::Begin);
        }
        if outer {
            match kind {
                Kind::Start => self.outer += 1,
                Kind::End(_) => self.outer = self.outer.saturating_sub(1),
                Kind::Note => {}
            }
        }
        if self.found {
            return step(Step::Add(event));
        }
        self.before.push(event);
        let never_comes = spec.cycle_starts.is_empty() && spec.inner_cycle_starts.is_empty();
        if never_comes || self.before.len() > Self::MOST {
            self.flush(spec, step);
        }
    }

    /// Hands over what waits: a cycle begins where the stage that opened the last one starts again.
    pub(super) fn flush(&mut self, spec: &FlowSpec, step: &mut dyn FnMut(Step)) {
        for event in std::mem::take(&mut self.before) {
            if Kind::of(&event, spec.stage_of(&event.stage)) == Kind::Start {
                match &self.opener {
                    Some(opener) if *opener == event.stage => step(Step::Begin),
                    Some(_) => {}
                    None => self.opener = Some(event.stage.clone()),
                }
            }
            step(Step::Add(event));
        }
    }
}
