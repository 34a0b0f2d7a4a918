use tracewell_names::outcome;

use super::StageEvent;
use super::rule::Rule;
use super::state::{Draft, Kind};
use crate::spec::{FlowSpec, Sequence};

/// Stages that an order is known of.
const STAGES: usize = 32;
/// Sequences that are followed.
const SEQUENCES: usize = 4;

/// Which stages of a flow are around which others, and which come first.
///
/// Judged is what cannot be otherwise: of stages that are open twice at once nobody can tell which is around which, and what
/// never ended is told as such.
#[derive(Debug, Default)]
pub(super) struct Order {
    names: Vec<&'static str>,
    /// By stage, the bits of those that are inside of it.
    inner: [u32; STAGES],
    sequences: Vec<Sequence>,
}

/// A run of a stage that has not ended.
struct Run {
    stage: usize,
    started: usize,
    /// Stages around it that went wrong, told once it has ended: where, and whether they ended too early.
    wrong: Vec<(usize, bool)>,
    /// Per sequence, whether its first stage has started in this run, and where the other one has.
    sequences: [(bool, Option<usize>); SEQUENCES],
}

impl Order {
    pub(super) fn of(spec: &FlowSpec) -> Self {
        let mut order = Self { sequences: spec.sequences.clone(), ..Self::default() };
        for chain in &spec.chains {
            let mut around: Vec<usize> = Vec::new();
            for name in chain {
                let Some(stage) = order.place(name) else { continue };
                for outer in &around {
                    if let Some(inner) = order.inner.get_mut(*outer) {
                        *inner |= 1 << stage;
                    }
                }
                around.push(stage);
            }
        }
        order
    }

    fn place(&mut self, name: &'static str) -> Option<usize> {
        if let Some(at) = self.stage(name) {
            return Some(at);
        }
        self.names.push(name);
        Some(self.names.len() - 1).filter(|at| *at < STAGES)
    }

    fn stage(&self, name: &str) -> Option<usize> {
        self.names.iter().take(STAGES).position(|known| *known == name)
    }

    fn is_inside(&self, inner: usize, outer: usize) -> bool {
        self.inner.get(outer).is_some_and(|bits| bits & (1 << inner) != 0)
    }

    /// What is out of order in the events of a whole cycle. With `mixed` they carry no id, and are judged only where there
    /// is no sign of a second request among them.
    pub(super) fn judge(&self, events: &[StageEvent], spec: &FlowSpec, mixed: bool) -> Vec<Draft> {
        if self.names.is_empty() {
            return Vec::new();
        }
        self.found(events, spec, mixed).unwrap_or_default()
    }

    fn found(&self, events: &[StageEvent], spec: &FlowSpec, mixed: bool) -> Option<Vec<Draft>> {
        let mut found = Vec::new();
        let mut open: Vec<Run> = Vec::with_capacity(8);
        let mut seen = 0_u32;
        if mixed && !events.first().is_some_and(|event| spec.opens(&event.stage)) {
            return None;
        }
        for (at, event) in events.iter().enumerate() {
            let Some(stage) = self.stage(&event.stage) else { continue };
            let of = spec.stage_of(&event.stage);
            match Kind::of(event, of) {
                Kind::Start => {
                    if open.iter().any(|run| run.stage == stage) || (mixed && seen & (1 << stage) != 0) {
                        return None;
                    }
                    seen |= 1 << stage;
                    for run in &mut open {
                        if self.is_inside(run.stage, stage) {
                            run.wrong.push((at, false));
                        }
                    }
                    self.follow(stage, at, events, &mut open, &mut found);
                    open.push(Run { stage, started: at, wrong: Vec::new(), sequences: Default::default() });
                }
                Kind::End(word) if of.is_some_and(|of| of.ends_with(word)) => {
                    let Some(here) = open.iter().position(|run| run.stage == stage) else {
                        if mixed && !of.is_some_and(|of| of.is_alone(word)) {
                            return None;
                        }
                        continue;
                    };
                    let run = open.remove(here);
                    let failed = outcome::FAILURES.contains(&word);
                    if failed && mixed {
                        return None;
                    }
                    for (other, ended) in run.wrong {
                        let Some(outer) = events.get(other).filter(|_| !(ended && failed)) else { continue };
                        let (outer_name, inner) = (&outer.stage, &event.stage);
                        let text = if ended {
                            format!("{outer_name} ended before {inner}, which is inside of it")
                        } else {
                            format!("{outer_name} started inside of {inner}, and not around it")
                        };
                        found.push(Draft::at(outer, Rule::Order, text));
                    }
                    if !failed {
                        let inside = open.iter_mut().filter(|it| it.started > run.started);
                        inside.filter(|it| self.is_inside(it.stage, stage)).for_each(|it| it.wrong.push((at, true)));
                    }
                }
                _ => {}
            }
        }
        (!mixed || open.is_empty()).then_some(found)
    }

    /// Holds a start against the sequences of the runs around it.
    fn follow(&self, stage: usize, at: usize, events: &[StageEvent], open: &mut [Run], found: &mut Vec<Draft>) {
        let name = self.names.get(stage).copied();
        for (number, sequence) in self.sequences.iter().enumerate() {
            let (is_first, is_then) = (name == Some(sequence.first), name == Some(sequence.then));
            if !is_first && !is_then {
                continue;
            }
            let around = open.iter_mut().find(|run| self.names.get(run.stage) == Some(&sequence.around));
            let Some((first_seen, then_at)) = around.and_then(|run| run.sequences.get_mut(number)) else { continue };
            if is_then && !*first_seen {
                then_at.get_or_insert(at);
            } else if is_first
                && !std::mem::replace(first_seen, true)
                && let Some(early) = then_at.and_then(|early| events.get(early))
            {
                let Sequence { around, first, then } = sequence;
                let text = format!("{then} started before {first} in the same {around}");
                found.push(Draft::at(early, Rule::Order, text));
            }
        }
    }
}
