use std::sync::Arc;

use super::StageEvent;
use super::state::{Kind, State};
use crate::spec::FlowSpec;

/// Between two events of a cycle in which nothing is open: the next one begins another, under the same id.
const PAUSE_MICROS: i64 = 3_600_000_000;

/// A cycle that is not judged yet.
#[derive(Debug, Default)]
pub(super) struct Active {
    pub(super) number: u64,
    pub(super) events: Vec<StageEvent>,
    pub(super) count: u64,
    /// Starts without ends, as they came.
    open: i64,
    /// The stage that leads it.
    lead: Option<Lead>,
    /// The stage of the event that says of itself that it is the first.
    numbered_one: Option<Arc<str>>,
    pub(super) touched: u64,
    pub(super) state: State,
    /// Whether what came first of it is gone.
    pub(super) resumed: bool,
}

/// The stage that opened a cycle, or else the first one that started in it.
#[derive(Debug)]
struct Lead {
    stage: Arc<str>,
    opens: bool,
    /// Its starts without ends.
    open: i64,
}

impl Active {
    pub(super) fn begun(number: u64, room: usize) -> Self {
        Self { number, events: Vec::with_capacity(room), ..Self::default() }
    }

    /// A cycle of which only the open stages are known.
    pub(super) fn resumed(number: u64, open: usize, state: State) -> Self {
        Self { number, open: i64::try_from(open).unwrap_or(i64::MAX), state, resumed: true, ..Self::default() }
    }

    pub(super) fn push(&mut self, mut event: StageEvent, spec: &FlowSpec) {
        // They are all of one id, which is held once.
        if let Some(last) = self.events.last() {
            event.id.clone_from(&last.id);
        }
        let step = match Kind::of(&event, spec.stage_of(&event.stage)) {
            Kind::Start => 1,
            Kind::End(_) => -1,
            Kind::Note => 0,
        };
        self.open += step;
        match &mut self.lead {
            Some(lead) if lead.stage == event.stage => lead.open += step,
            Some(lead) if lead.opens => {}
            lead if step == 1 => {
                let opens = spec.opens(&event.stage);
                if lead.is_none() || opens {
                    *lead = Some(Lead { stage: event.stage.clone(), opens, open: 1 });
                }
            }
            _ => {}
        }
        if event.seq == Some(1) && self.numbered_one.is_none() {
            self.numbered_one = Some(event.stage.clone());
        }
        self.count += 1;
        // There are many cycles: what each has too much is a lot together.
        if self.events.len() == self.events.capacity() {
            self.events.reserve_exact((self.events.len() / 2).max(4));
        }
        self.events.push(event);
    }

    /// Whether `next` belongs to something else under the same id: a later request of a client that keeps its id.
    pub(super) fn is_over_before(&self, next: &StageEvent, spec: &FlowSpec) -> bool {
        self.is_long_over(next) || self.begins_again(next, spec)
    }

    fn is_long_over(&self, next: &StageEvent) -> bool {
        let last = self.events.last().and_then(|event| event.micros);
        let pause = last.zip(next.micros).map_or(0, |(last, next)| next.saturating_sub(last));
        self.open <= 0 && pause > PAUSE_MICROS
    }

    /// Whether what leads this cycle has ended, and `next` is a beginning once more.
    fn begins_again(&self, next: &StageEvent, spec: &FlowSpec) -> bool {
        let has_ended = self.lead.as_ref().is_none_or(|lead| lead.open <= 0);
        match (next.seq, &self.numbered_one) {
            (Some(1), Some(first)) => has_ended && (*first == next.stage || self.open <= 0),
            (None, _) => {
                let again = self.lead.as_ref().is_some_and(|lead| lead.opens && lead.stage == next.stage);
                has_ended && again && Kind::of(next, spec.stage_of(&next.stage)) == Kind::Start
            }
            _ => false,
        }
    }

    /// Puts events in the order that they say themselves, if all of them do.
    pub(super) fn sort(&mut self) {
        if self.events.iter().all(|event| event.seq.is_some()) && !self.events.is_sorted_by_key(|event| event.seq) {
            self.events.sort_by_key(|event| event.seq);
        }
    }
}
