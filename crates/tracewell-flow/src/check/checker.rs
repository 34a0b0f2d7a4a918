use std::sync::Arc;
use std::time::Duration;

use super::active::Active;
use super::grouping::{Grouping, Step};
use super::keyed_cycles::KeyedCycles;
use super::notes::Notes;
use super::open_stage::OpenStage;
use super::order::Order;
use super::shared_names::SharedNames;
use super::state::{Draft, Scene};
use super::waiting::Waiting;
use super::{Cycle, Entry, Place, StageEvent, Summary, Violation};
use crate::spec::FlowSpec;

/// Violations that are told one by one.
const VIOLATIONS: usize = 10_000;
/// Events of one cycle that are held at once.
const EVENTS: usize = 10_000;
/// Stages of one cycle that may be open beside those.
const OPEN: usize = 10_000;
/// Room for the events of a cycle to begin with.
const USUAL: usize = 4;

/// Judges stage events as they come, in bounded memory.
///
/// Events with an id belong to the cycle of that id, however cycles overlap. Events without one fall into cycles by the
/// stages that begin one. A cycle is judged when it is complete or set aside for others.
///
/// ```
/// use tracewell_flow::{Checker, Entry, FlowSpec, Place, StageEvent};
///
/// let mut checker = Checker::new(FlowSpec::builtin());
/// checker.add(Entry::new().stage(StageEvent::new("identity.jwks").outcome("start")).id("r-1"), Place::new(0, 1));
/// checker.add(Entry::new().stage(StageEvent::new("identity.jwks").outcome("from_cache")).id("r-1"), Place::new(0, 2));
/// assert!(checker.finish().holds());
/// ```
#[derive(Debug)]
pub struct Checker {
    spec: FlowSpec,
    order: Order,
    keep: bool,
    complete: bool,
    keyed: KeyedCycles,
    /// The latest time in the log.
    latest: Option<i64>,
    grouping: Grouping,
    unkeyed: Option<Active>,
    waiting: Waiting,
    notes: Notes,
    names: SharedNames,
    closed: Vec<Cycle>,
    summary: Summary,
}

impl Checker {
    /// A check against `spec`.
    #[must_use]
    pub fn new(spec: FlowSpec) -> Self {
        Self {
            order: Order::of(&spec),
            spec,
            keep: false,
            complete: false,
            keyed: KeyedCycles::new(10_000),
            latest: None,
            grouping: Grouping::new(),
            unkeyed: None,
            waiting: Waiting::default(),
            notes: Notes::default(),
            names: SharedNames::default(),
            closed: Vec::new(),
            summary: Summary::default(),
        }
    }

    /// How many cycles are held at once, 10000 if not set, as long as they do not have more than 150000 events. Of those beyond, only
    /// what is open is remembered, ten times as many stages at most: then they are judged as they are, and
    /// [`Summary::evicted`] counts them.
    #[must_use]
    pub fn open_cycles(mut self, most: usize) -> Self {
        self.keyed = KeyedCycles::new(most.max(1));
        self
    }

    /// Whether [`closed`](Self::closed) gets the cycles that are done. No, if not set.
    #[must_use]
    pub fn keep_cycles(mut self, keep: bool) -> Self {
        self.keep = keep;
        self
    }

    /// Whether nothing has happened before the first event, as in a test that captures everything: then every rule is held
    /// against every cycle. No, if not set: a log may begin anywhere in a flow.
    #[must_use]
    pub fn complete(mut self, complete: bool) -> Self {
        self.complete = complete;
        self
    }

    /// Takes one entry of a log, in the order of the log.
    pub fn add(&mut self, entry: Entry, place: Place) {
        if let Some((id, line)) = entry.noted(place) {
            self.notes.add(id, line);
        }
        let Some(mut event) = entry.into_event(place) else { return };
        event.stage = self.names.share(event.stage);
        event.outcome = event.outcome.map(|outcome| self.names.share(outcome));
        self.summary.stage_events += 1;
        self.latest = self.latest.max(event.micros);
        match event.id.clone() {
            Some(id) => self.add_keyed(id, event),
            None => {
                self.summary.without_id += 1;
                self.group(|grouping, spec, step| grouping.add(event, spec, step));
            }
        }
    }

    /// The cycles that were done since the last call, if they are kept.
    pub fn closed(&mut self) -> Vec<Cycle> {
        std::mem::take(&mut self.closed)
    }

    /// The violations that are decided so far, as they were decided.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.summary.violations
    }

    /// How many stage events came so far.
    #[must_use]
    pub fn stage_events(&self) -> u64 {
        self.summary.stage_events
    }

    /// Judges the cycles of ids that were quiet for so long, by the times in the log.
    ///
    /// For a log that never ends, in which nothing would be decided otherwise.
    pub fn settle_quiet(&mut self, quiet: Duration) {
        let quiet = i64::try_from(quiet.as_micros()).unwrap_or(i64::MAX);
        while let Some((id, cycle)) = self.keyed.take_quiet(self.latest, quiet) {
            self.close_keyed(&id, cycle);
        }
    }

    /// Judges everything that is still open: nothing more comes for now. What comes later begins anew.
    pub fn settle(&mut self) {
        self.group(|grouping, spec, step| grouping.flush(spec, step));
        if let Some(cycle) = self.unkeyed.take() {
            self.close_unkeyed(cycle);
        }
        for open in self.waiting.take() {
            self.tell_waiting(open);
        }
        for (id, cycle) in self.keyed.take_all() {
            self.close_keyed(&id, cycle);
        }
        for (id, number, open) in self.keyed.take_all_aside() {
            self.tell_open(open, Some(&id), number);
        }
    }

    /// Judges what is left, and says what it came to. The last cycles are given up with it: to have them,
    /// [`settle`](Self::settle) first.
    #[must_use]
    pub fn finish(mut self) -> Summary {
        self.settle();
        self.summary.violations.sort_by_key(|violation| violation.place);
        self.summary
    }

    fn add_keyed(&mut self, id: Arc<str>, event: StageEvent) {
        let held = if let Some(cycle) = self.keyed.going_on(&id, &event, &self.spec) {
            cycle.push(event, &self.spec);
            cycle.events.len()
        } else {
            if let Some(over) = self.keyed.take(&id) {
                self.close_keyed(&id, over);
            }
            if self.keyed.is_full() {
                self.set_one_aside();
            }
            let mut cycle = self.keyed.resume(&id).unwrap_or_else(|| self.begin());
            cycle.push(event, &self.spec);
            self.keyed.begin(Arc::clone(&id), cycle);
            1
        };
        if held > EVENTS {
            self.judge_early(&id);
        }
        self.make_room();
    }

    /// Keeps what is held of all cycles together within bounds: of long cycles the events are judged, and of many short ones
    /// those that were quiet longest are set aside.
    fn make_room(&mut self) {
        while self.keyed.is_crowded() {
            let long = self.keyed.long();
            if !long.is_empty() {
                long.iter().for_each(|id| self.judge_early(id));
            } else if !self.set_one_aside() {
                return;
            }
        }
    }

    /// Judges the cycle of an id, for good.
    fn close_keyed(&mut self, id: &str, cycle: Active) {
        let number = cycle.number;
        let open = self.close(cycle, Some(id));
        self.tell_open(open, Some(id), number);
    }

    /// What a very long cycle holds is judged, and only its state is kept.
    fn judge_early(&mut self, id: &str) {
        let Some((id, mut cycle)) = self.keyed.lend(id) else { return };
        self.judge_part(&mut cycle, Some(&id));
        self.keyed.put_back(id, cycle);
    }

    /// Judges the events of a cycle that goes on. Where too much of it is open, the oldest of that is not waited for.
    fn judge_part(&mut self, cycle: &mut Active, id: Option<&str>) {
        self.judge(cycle, id, false);
        let shown = std::mem::take(&mut cycle.events);
        self.show(cycle, id, shown);
        if cycle.state.open.len() > OPEN {
            self.summary.evicted += 1;
            let oldest = cycle.state.open.take_oldest(OPEN / 2);
            self.tell_open(oldest, id, cycle.number);
        }
    }

    /// Sets the cycle aside that was quiet longest; `false` if there is none.
    fn set_one_aside(&mut self) -> bool {
        let Some((id, cycle)) = self.keyed.take_quietest() else { return false };
        let number = cycle.number;
        let open = self.close(cycle, Some(&id));
        if let Err(open) = self.keyed.set_aside(&id, number, open) {
            self.summary.evicted += 1;
            self.tell_open(open, Some(&id), number);
        }
        true
    }

    fn group(&mut self, work: impl FnOnce(&mut Grouping, &FlowSpec, &mut dyn FnMut(Step))) {
        let mut steps = Vec::new();
        work(&mut self.grouping, &self.spec, &mut |step| steps.push(step));
        for step in steps {
            match step {
                Step::Begin => {
                    if let Some(cycle) = self.unkeyed.take() {
                        self.close_unkeyed(cycle);
                    }
                }
                Step::Add(event) => {
                    let mut cycle = self.unkeyed.take().unwrap_or_else(|| self.begin());
                    cycle.push(event, &self.spec);
                    if cycle.events.len() > EVENTS {
                        self.judge_part(&mut cycle, None);
                    }
                    self.unkeyed = Some(cycle);
                }
            }
        }
    }

    fn begin(&mut self) -> Active {
        self.summary.cycles += 1;
        Active::begun(self.summary.cycles, USUAL)
    }

    fn close_unkeyed(&mut self, cycle: Active) {
        let number = cycle.number;
        for open in self.close(cycle, None) {
            for oldest in self.waiting.add(OpenStage { cycle: number, ..open }) {
                self.tell_waiting(oldest);
            }
        }
    }

    fn tell_open(&mut self, open: Vec<OpenStage>, id: Option<&str>, cycle: u64) {
        for open in open {
            self.tell(Draft::no_end(open, &self.spec), id, cycle);
        }
    }

    fn tell_waiting(&mut self, open: OpenStage) {
        let number = open.cycle;
        self.tell(Draft::no_end(open, &self.spec), None, number);
    }

    /// Judges a cycle, and gives back what is open of it.
    fn close(&mut self, mut cycle: Active, id: Option<&str>) -> Vec<OpenStage> {
        self.judge(&mut cycle, id, true);
        let events = std::mem::take(&mut cycle.events);
        self.show(&cycle, id, events);
        cycle.state.open.take()
    }

    fn show(&mut self, cycle: &Active, id: Option<&str>, events: Vec<StageEvent>) {
        if self.keep && !events.is_empty() {
            let (number, count) = (cycle.number, cycle.count);
            self.closed.push(Cycle { number, id: id.map(Into::into), events, count });
        }
    }

    fn judge(&mut self, cycle: &mut Active, id: Option<&str>, all: bool) {
        cycle.sort();
        let is_begun = !cycle.resumed && cycle.count == cycle.events.len() as u64;
        let says_so = || cycle.events.first().is_some_and(|event| event.seq == Some(1));
        if is_begun && (self.complete || says_so()) {
            cycle.state.known_from_the_start();
        }
        let is_alone = id.is_some() || self.waiting.is_empty();
        let mut scene = Scene {
            spec: &self.spec,
            elsewhere: id.is_none().then_some(&mut self.waiting),
            stats: &mut self.summary.stages,
            first: cycle.number == 1,
            found: Vec::new(),
        };
        for event in &cycle.events {
            cycle.state.apply(event, &mut scene);
        }
        if let Some(last) = cycle.events.last().filter(|_| all) {
            cycle.state.finish(last, &mut scene);
            if is_begun && is_alone {
                scene.found.extend(self.order.judge(&cycle.events, &self.spec, id.is_none()));
            }
            for rule in cycle.state.unjudged().rules() {
                *self.summary.unjudged.entry(rule).or_default() += 1;
            }
        }
        let found = scene.found;
        for draft in found {
            self.tell(draft, id, cycle.number);
        }
    }

    fn tell(&mut self, draft: Draft, id: Option<&str>, cycle: u64) {
        if self.summary.violations.len() >= VIOLATIONS {
            self.summary.untold += 1;
            return;
        }
        let Draft { rule, stage, text, detail, time, place } = draft;
        let lines = self.notes.of(id);
        let id = id.map(Into::into);
        self.summary.violations.push(Violation { rule, stage, text, detail, time, id, place, cycle, lines });
    }
}
