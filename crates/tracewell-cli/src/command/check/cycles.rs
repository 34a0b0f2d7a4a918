use std::collections::BTreeMap;

use tracewell_flow::{Cycle, StageEvent};

/// Events that are kept to be shown, and cycles: a cycle of one event takes as much as three events.
const EVENTS: usize = 60_000;
const CYCLES: usize = 20_000;

/// The cycles that a report shows.
#[derive(Debug, Default)]
pub(super) struct Cycles {
    by_number: BTreeMap<u64, Shown>,
    events: usize,
    hidden: u64,
}

/// One of them.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) id: Option<String>,
    pub(super) events: Vec<StageEvent>,
    pub(super) count: u64,
}

impl Cycles {
    pub(super) fn add(&mut self, cycles: Vec<Cycle>) {
        for cycle in cycles {
            let known = self.by_number.contains_key(&cycle.number());
            if self.events >= EVENTS || (!known && self.by_number.len() >= CYCLES) {
                self.hidden += u64::from(!known);
                continue;
            }
            self.events += cycle.events().len();
            let shown = self.by_number.entry(cycle.number()).or_default();
            shown.id = cycle.id().map(str::to_owned);
            shown.count = cycle.event_count();
            let mut events = cycle.into_events();
            if shown.events.is_empty() {
                // Most hold a few events: room for more, in each of them, would be a lot.
                events.shrink_to_fit();
                shown.events = events;
            } else {
                shown.events.append(&mut events);
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &Shown)> {
        self.by_number.iter().map(|(number, shown)| (*number, shown))
    }

    /// How many there were beyond these.
    pub(super) fn hidden(&self) -> u64 {
        self.hidden
    }
}

#[cfg(test)]
mod tests {
    use tracewell_flow::{Checker, Entry, FlowSpec, Place};

    use super::*;

    fn cycles(ids: u64, events: u64) -> Cycles {
        let mut checker = Checker::new(FlowSpec::builtin()).keep_cycles(true);
        for (id, line) in (0..ids).flat_map(|id| (0..events).map(move |line| (id, line))) {
            let event = StageEvent::new("own.step").outcome(if line % 2 == 0 { "start" } else { "ok" });
            checker.add(Entry::new().stage(event).id(id.to_string()), Place::new(0, line));
        }
        checker.settle();
        let mut cycles = Cycles::default();
        cycles.add(checker.closed());
        cycles
    }

    #[test]
    fn what_is_kept_to_be_shown_is_bounded_and_the_rest_counted() {
        let short = cycles(25_000, 1);
        assert_eq!((short.iter().count(), short.hidden()), (20_000, 5_000));
        let long = cycles(10, 7_000);
        assert_eq!((long.iter().count(), long.hidden()), (9, 1));
    }

    #[test]
    fn a_cycle_that_comes_in_parts_is_shown_whole() {
        let cycles = cycles(1, 10_002);
        let shown: Vec<_> = cycles.iter().map(|(_, shown)| (shown.events.len(), shown.count)).collect();
        assert_eq!(shown, [(10_002, 10_002)]);
    }
}
