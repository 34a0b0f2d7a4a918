use std::collections::BTreeMap;

use tracewell_flow::{Cycle, StageEvent};

/// Events that are kept to be shown.
const EVENTS: usize = 60_000;

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
            if self.events >= EVENTS {
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
