use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::StageEvent;
use super::active::Active;
use super::open_stage::OpenStage;
use super::state::State;
use crate::spec::FlowSpec;

/// Events of all cycles that are held at once.
const EVENTS: usize = 150_000;
/// Stages of all of them that may be open beside those.
const OPEN: usize = 50_000;
/// Events of cycles that are judged in parts, where there is no more room, and not set aside.
const LONG: usize = 32;
/// For each cycle that is held, stages of others that are set aside.
const ASIDE: usize = 10;

/// The cycles that have an id: those that are held, and what is open of those that were set aside for them.
///
/// What they hold together is counted as they come in and go out. To judge one, it is taken out.
#[derive(Debug)]
pub(super) struct KeyedCycles {
    most: usize,
    held: HashMap<Arc<str>, Active>,
    /// Ids by when they were seen last.
    touched: BTreeMap<u64, Arc<str>>,
    clock: u64,
    /// Events that are held, and stages that are open beside them.
    events: usize,
    open: usize,
    aside: HashMap<Arc<str>, (u64, Vec<OpenStage>)>,
    open_aside: usize,
}

impl KeyedCycles {
    /// Room for `most` cycles, and for what is open of others.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            held: HashMap::new(),
            touched: BTreeMap::new(),
            clock: 0,
            events: 0,
            open: 0,
            aside: HashMap::new(),
            open_aside: 0,
        }
    }

    /// The cycle of an id, to add `next` to it, which counts as done; none, if it belongs to no cycle that is held.
    pub(super) fn going_on(&mut self, id: &Arc<str>, next: &StageEvent, spec: &FlowSpec) -> Option<&mut Active> {
        let cycle = self.held.get_mut(id).filter(|cycle| !cycle.is_over_before(next, spec))?;
        // Events of one request mostly come together.
        if cycle.touched != self.clock {
            let id = self.touched.remove(&cycle.touched).unwrap_or_else(|| Arc::clone(id));
            self.clock += 1;
            cycle.touched = self.clock;
            self.touched.insert(self.clock, id);
        }
        self.events += 1;
        Some(cycle)
    }

    /// Whether there is no room for one more.
    pub(super) fn is_full(&self) -> bool {
        self.held.len() >= self.most
    }

    /// Takes a cycle in that is new here.
    pub(super) fn begin(&mut self, id: Arc<str>, mut cycle: Active) {
        self.clock += 1;
        cycle.touched = self.clock;
        self.touched.insert(self.clock, Arc::clone(&id));
        self.put_back(id, cycle);
    }

    /// Takes the cycle of an id out.
    pub(super) fn take(&mut self, id: &str) -> Option<Active> {
        let (_, cycle) = self.lend(id)?;
        self.touched.remove(&cycle.touched);
        Some(cycle)
    }

    /// Takes a cycle out that will be [put back](Self::put_back).
    pub(super) fn lend(&mut self, id: &str) -> Option<(Arc<str>, Active)> {
        let (id, cycle) = self.held.remove_entry(id)?;
        self.events = self.events.saturating_sub(cycle.events.len());
        self.open = self.open.saturating_sub(cycle.state.open.len());
        Some((id, cycle))
    }

    pub(super) fn put_back(&mut self, id: Arc<str>, cycle: Active) {
        self.events += cycle.events.len();
        self.open += cycle.state.open.len();
        self.held.insert(id, cycle);
    }

    /// Takes the one out that was quiet longest.
    pub(super) fn take_quietest(&mut self) -> Option<(Arc<str>, Active)> {
        let (_, id) = self.touched.pop_first()?;
        self.lend(&id)
    }

    /// The same, if it was quiet for more than so many microseconds.
    pub(super) fn take_quiet(&mut self, latest: Option<i64>, quiet: i64) -> Option<(Arc<str>, Active)> {
        let (_, id) = self.touched.first_key_value()?;
        let last = self.held.get(id).and_then(|cycle| cycle.events.last()).and_then(|event| event.micros);
        let pause = last.zip(latest).map_or(0, |(last, latest)| latest.saturating_sub(last));
        if pause > quiet { self.take_quietest() } else { None }
    }

    /// All of them, in the order in which they began.
    pub(super) fn take_all(&mut self) -> Vec<(Arc<str>, Active)> {
        self.touched.clear();
        (self.events, self.open) = (0, 0);
        let mut cycles: Vec<(Arc<str>, Active)> = self.held.drain().collect();
        cycles.sort_unstable_by_key(|(_, cycle)| cycle.number);
        cycles
    }

    /// Whether they hold more than they may.
    pub(super) fn is_crowded(&self) -> bool {
        self.events > EVENTS || self.open > OPEN
    }

    /// The ids of those that hold most, if that is what there is too much of.
    pub(super) fn long(&self) -> Vec<Arc<str>> {
        let usual = self.events / self.held.len().max(1);
        if self.events <= EVENTS || usual < LONG {
            return Vec::new();
        }
        let long = self.held.iter().filter(|(_, cycle)| cycle.events.len() * 2 >= usual);
        let mut long: Vec<(u64, Arc<str>)> = long.map(|(id, cycle)| (cycle.number, Arc::clone(id))).collect();
        long.sort_unstable_by_key(|(number, _)| *number);
        long.into_iter().map(|(_, id)| id).collect()
    }

    /// Remembers what is open of a cycle that was taken out; gives it back where there is no more room for that either.
    pub(super) fn set_aside(
        &mut self,
        id: &Arc<str>,
        number: u64,
        mut open: Vec<OpenStage>,
    ) -> Result<(), Vec<OpenStage>> {
        if open.is_empty() {
            return Ok(());
        }
        if self.open_aside + open.len() > self.most.saturating_mul(ASIDE) {
            return Err(open);
        }
        self.open_aside += open.len();
        // There are many of these, and most hold one.
        open.shrink_to_fit();
        self.aside.insert(Arc::clone(id), (number, open));
        Ok(())
    }

    /// The cycle of an id, as far as it is remembered.
    pub(super) fn resume(&mut self, id: &str) -> Option<Active> {
        let (number, open) = self.aside.remove(id)?;
        self.open_aside = self.open_aside.saturating_sub(open.len());
        Some(Active::resumed(number, open.len(), State::resumed(open)))
    }

    /// What is remembered of each cycle: its id, its number, and what is open.
    pub(super) fn take_all_aside(&mut self) -> impl Iterator<Item = (Arc<str>, u64, Vec<OpenStage>)> + use<> {
        self.open_aside = 0;
        std::mem::take(&mut self.aside).into_iter().map(|(id, (number, open))| (id, number, open))
    }
}
