use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use super::budget::{Budget, NoRoom, Tally};
use super::frame::Draft;
use super::losses::{Losses, Slow};
use super::queue::{Bounds, Queue};
use super::replay::{Replay, ReplayBounds};
use super::{EventId, Frame, Missed};
use crate::DropReason;
use crate::throttle::Throttle;

/// How often the older half of what waits is let go before all of it is.
const HALVINGS: usize = 4;

/// The subscribers of one team, and the order of its events.
#[derive(Debug)]
pub(super) struct Team {
    tally: Arc<Tally>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    epoch: u64,
    latest: u64,
    subscribers: Vec<Arc<Queue>>,
    replay: Replay,
    /// The latest event when others of this team got lost on their way here.
    lost_after: Option<u64>,
    /// Kept for the next event, so that an event allocates none of its own.
    wakers: Vec<Waker>,
    slow: Slowness,
    /// The same for those whose events grew too old.
    stale: Slowness,
    retired: bool,
}

/// How often slow subscribers are told of, and the latest that no line was written about.
#[derive(Debug, Default)]
struct Slowness {
    throttle: Throttle,
    untold: Option<Untold>,
}

/// A loss that no line was written about.
#[derive(Debug)]
pub(super) struct Untold {
    pub(super) queue: Arc<Queue>,
    pub(super) queued: usize,
    pub(super) routing_key: String,
    pub(super) reason: DropReason,
    pub(super) no_room: Option<NoRoom>,
}

/// What became of an event.
#[derive(Debug)]
pub(super) struct Spread {
    pub(super) id: EventId,
    pub(super) delivered: usize,
    pub(super) slow: Slow,
}

/// Why an event was not spread. Its draft is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotSpread {
    /// Nobody is to use this team any more, look for its successor.
    Retired,
    /// Other teams hold all the memory there is.
    NoRoom,
}

/// How an event is spread.
#[derive(Debug)]
pub(super) struct Rules<'r> {
    pub(super) bounds: Bounds,
    pub(super) replay: &'r ReplayBounds,
    /// The least time between two lines.
    pub(super) pause: Duration,
    pub(super) kind: &'r str,
    /// Whether others have been relieved already: the event goes without a place in memory, if there is none.
    pub(super) at_last: bool,
}

impl Team {
    pub(super) fn new(epoch: u64, budget: Arc<Budget>) -> Self {
        let state = State {
            epoch,
            latest: 0,
            subscribers: Vec::new(),
            replay: Replay::default(),
            lost_after: None,
            wakers: Vec::new(),
            slow: Slowness::default(),
            stale: Slowness::default(),
            retired: false,
        };
        Self { tally: Arc::new(Tally::new(budget)), state: Mutex::new(state) }
    }

    /// What its events and queues hold.
    pub(super) fn tally(&self) -> &Arc<Tally> {
        &self.tally
    }

    /// Gives an event its place and puts it into each queue that wants it. What that costs others is noted in any case.
    pub(super) fn spread(
        &self,
        draft: &mut Option<Draft>,
        rules: &Rules<'_>,
        losses: &mut Losses,
    ) -> Result<Spread, NotSpread> {
        let mut guard = self.state();
        let state = &mut *guard;
        if state.retired {
            return Err(NotSpread::Retired);
        }
        let Some(cost) = draft.as_ref().map(Draft::cost) else { return Err(NotSpread::Retired) };
        let mut wakers = std::mem::take(&mut state.wakers);
        let mut held = self.tally.take(cost);
        // A team that has used up its share pays with what has waited longest.
        for round in 0..=HALVINGS {
            let Err(NoRoom::OfTeam) = held else { break };
            let until = if round < HALVINGS { state.halfway() } else { Some(Instant::now()) };
            let Some(until) = until else { break };
            losses.no_room = Some(NoRoom::OfTeam);
            state.shed(until, rules.bounds, losses, &mut wakers);
            held = self.tally.take(cost);
        }
        let others_hold_it = matches!(held, Err(NoRoom::OfAll)) && !rules.at_last;
        let Some(draft) = draft.take_if(|_| !others_hold_it) else {
            drop(guard);
            self.wake(wakers);
            return Err(NotSpread::NoRoom);
        };
        state.latest += 1;
        let id = EventId::new(state.epoch, state.latest);
        let mut delivered = 0;
        match held {
            Ok(held) => {
                let frame: Arc<Frame> = Arc::new(draft.finish(id, Some(held)));
                for queue in &state.subscribers {
                    if !queue.wants(frame.job_id()) {
                        continue;
                    }
                    let pushed = queue.push(&frame, rules.bounds, &mut wakers);
                    delivered += usize::from(pushed.accepted);
                    losses.note(queue, &pushed);
                }
                state.replay.push(&frame, rules.replay);
            }
            Err(no_room) => {
                losses.no_room = Some(no_room);
                for queue in state.subscribers.iter().filter(|queue| queue.wants(draft.job_id())) {
                    losses.note(queue, &queue.go_without(rules.bounds.overflow, &mut wakers));
                }
                state.replay.skip(state.latest, rules.replay);
            }
        }
        let slow = state.admit(losses.slow(), rules.pause, rules.kind);
        drop(guard);
        self.wake(wakers);
        Ok(Spread { id, delivered, slow })
    }

    /// Lets go the older half of what waits, or all of it, as other teams have nowhere to put theirs.
    pub(super) fn relieve(&self, all: bool, rules: &Rules<'_>) -> (usize, Slow) {
        let mut guard = self.state();
        let state = &mut *guard;
        let until = if all { Some(Instant::now()) } else { state.halfway() };
        let mut wakers = std::mem::take(&mut state.wakers);
        let mut losses = Losses::because(NoRoom::OfAll);
        if let Some(until) = until {
            state.shed(until, rules.bounds, &mut losses, &mut wakers);
        }
        let slow = state.admit(losses.slow(), rules.pause, rules.kind);
        drop(guard);
        self.wake(wakers);
        (losses.removed, slow)
    }

    /// Outside the lock: whoever wakes up may come here at once.
    fn wake(&self, mut wakers: Vec<Waker>) {
        for waker in wakers.drain(..) {
            waker.wake();
        }
        let mut state = self.state();
        if state.wakers.capacity() < wakers.capacity() {
            state.wakers = wakers;
        }
    }

    /// Puts a queue on the list, with what came after `last` in it. `false` if the team is retired.
    ///
    /// In one step with the order of events: nothing is missed, and nothing comes twice.
    ///
    /// `free` places were left before this one was taken. Where a team's share is not everything, it never has more than are
    /// left, and not the last: however many want all they can get, there is one for whoever has none.
    pub(super) fn add(
        &self,
        queue: &Arc<Queue>,
        last: Option<Resume>,
        bounds: Bounds,
        free: usize,
    ) -> Result<usize, NotAdded> {
        let mut state = self.state();
        if state.retired {
            return Err(NotAdded::Retired);
        }
        let here = state.subscribers.len();
        let of_others = bounds.reserved.is_some_and(|reserved| here > 0 && (here > free || free <= reserved));
        if here >= bounds.subscribers_of_team || of_others {
            return Err(NotAdded::Full);
        }
        let replayed = last.map_or(0, |last| state.resume(queue, last, bounds));
        queue.set_place(here);
        state.subscribers.push(Arc::clone(queue));
        Ok(replayed)
    }

    pub(super) fn remove(&self, queue: &Arc<Queue>) {
        let mut state = self.state();
        let place = queue.place();
        if state.subscribers.get(place).is_some_and(|found| Arc::ptr_eq(found, queue)) {
            state.subscribers.swap_remove(place);
            if let Some(moved) = state.subscribers.get(place) {
                moved.set_place(place);
            }
            if state.subscribers.is_empty() {
                state.subscribers = Vec::new();
            }
        }
    }

    /// Everybody on the list.
    pub(super) fn subscribers(&self) -> Vec<Arc<Queue>> {
        self.state().subscribers.clone()
    }

    /// Tells everybody, and who comes back later, that something may be missing that never came here.
    #[cfg(feature = "amqp")]
    pub(super) fn lose(&self) {
        let subscribers = {
            let mut state = self.state();
            state.lost_after = Some(state.latest);
            state.subscribers.clone()
        };
        for waker in subscribers.iter().filter_map(|queue| queue.miss_now(Missed::unknown())) {
            waker.wake();
        }
    }

    /// The latest slow subscribers, if nothing has been told of them for so long, and how many more there were.
    pub(super) fn untold(&self, pause: Option<Duration>) -> [Option<(Untold, u64)>; 2] {
        let mut state = self.state();
        let State { slow, stale, .. } = &mut *state;
        [slow, stale].map(|slowness| slowness.rest(pause))
    }

    /// Notes a subscriber whose events grew too old. How many lines were left out, if there may be one now.
    pub(super) fn admit_stale(&self, queue: &Arc<Queue>, pause: Duration, kind: &str) -> Option<u64> {
        let mut state = self.state();
        state.stale.admit(queue, queue.len(), (DropReason::Stale, None), pause, kind)
    }

    /// Ends a team that nobody listens to; its latest events are forgotten.
    pub(super) fn retire(&self, replay: &ReplayBounds) -> bool {
        let mut state = self.state();
        if state.subscribers.is_empty() {
            state.retired = true;
            state.replay.clear(replay);
        }
        state.retired
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a subscriber that comes back says it saw last.
#[derive(Clone, Copy, Debug)]
pub(super) enum Resume {
    After(EventId),
    Unknown,
}

/// Why a subscriber can't be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAdded {
    Retired,
    Full,
}

impl State {
    /// The moment between now and when the oldest event that waits was published; none, if nothing waits.
    fn halfway(&self) -> Option<Instant> {
        let oldest = self.subscribers.iter().filter_map(|queue| queue.oldest()).min()?;
        Some(oldest + Instant::now().saturating_duration_since(oldest) / 2)
    }

    fn shed(&self, until: Instant, bounds: Bounds, losses: &mut Losses, wakers: &mut Vec<Waker>) {
        for queue in &self.subscribers {
            losses.note(queue, &queue.shed(until, bounds.overflow, wakers));
        }
    }

    /// Says whether there may be a line about them now, or keeps them for later.
    fn admit(&mut self, mut slow: Slow, pause: Duration, kind: &str) -> Slow {
        if let Some((queue, queued)) = &slow.first {
            slow.admitted = self.slow.admit(queue, *queued, (DropReason::QueueFull, slow.no_room), pause, kind);
        }
        slow
    }

    fn resume(&self, queue: &Arc<Queue>, last: Resume, bounds: Bounds) -> usize {
        let place = match last {
            Resume::After(id) if id.epoch() == self.epoch && id.place() <= self.latest => id.place(),
            _ => {
                queue.miss(Missed::unknown());
                // All there is: better twice than not at all.
                0
            }
        };
        if self.lost_after.is_some_and(|lost_after| place <= lost_after) {
            queue.miss(Missed::unknown());
        }
        if place < self.replay.forgotten() {
            // How many of those were for this subscriber, nobody knows any more.
            queue.miss(match queue.wanted() {
                None => Missed::some(self.replay.forgotten() - place),
                Some(_) => Missed::unknown(),
            });
        }
        let mut none = Vec::new();
        let wanted = self.replay.after(place).filter(|frame| queue.wants(frame.job_id()));
        for frame in wanted {
            // Too many for the queue: the oldest give way, and the gap is told.
            queue.push(frame, bounds.dropping_oldest(), &mut none);
        }
        queue.len()
    }
}

impl Slowness {
    fn admit(
        &mut self,
        queue: &Arc<Queue>,
        queued: usize,
        (reason, no_room): (DropReason, Option<NoRoom>),
        pause: Duration,
        kind: &str,
    ) -> Option<u64> {
        let admitted = self.throttle.admit(Instant::now(), pause);
        if admitted.is_none() {
            let mut routing_key = self.untold.take().map(|untold| untold.routing_key).unwrap_or_default();
            routing_key.clear();
            routing_key.push_str(kind);
            self.untold = Some(Untold { queue: Arc::clone(queue), queued, routing_key, reason, no_room });
        }
        admitted
    }

    fn rest(&mut self, pause: Option<Duration>) -> Option<(Untold, u64)> {
        let suppressed = self.throttle.rest(Instant::now(), pause)?;
        self.untold.take().map(|untold| (untold, suppressed))
    }
}
