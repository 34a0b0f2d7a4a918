use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use super::frame::Draft;
use super::queue::{Bounds, Queue};
use super::replay::{Replay, ReplayBounds};
use super::{EventId, Frame, Missed};
use crate::throttle::Throttle;

/// The subscribers of one team, and the order of its events.
#[derive(Debug)]
pub(super) struct Team {
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
    slow: Throttle,
    /// The latest slow subscriber that no line was written about.
    untold: Option<Untold>,
    retired: bool,
}

/// A loss that no line was written about.
#[derive(Debug)]
pub(super) struct Untold {
    pub(super) queue: Arc<Queue>,
    pub(super) queued: usize,
    pub(super) routing_key: String,
}

/// What became of an event.
#[derive(Debug)]
pub(super) struct Spread {
    pub(super) id: EventId,
    pub(super) delivered: usize,
    pub(super) dropped: usize,
    pub(super) removed: usize,
    /// The first subscriber that lost something, and how much its queue held.
    pub(super) slow: Option<(Arc<Queue>, usize)>,
    /// How many lines about slow subscribers of this team were left out, if there may be one now.
    pub(super) admitted: Option<u64>,
}

impl Team {
    pub(super) fn new(epoch: u64) -> Self {
        let state = State {
            epoch,
            latest: 0,
            subscribers: Vec::new(),
            replay: Replay::default(),
            lost_after: None,
            wakers: Vec::new(),
            slow: Throttle::default(),
            untold: None,
            retired: false,
        };
        Self { state: Mutex::new(state) }
    }

    /// Gives an event its place and puts it into each queue that wants it. `None`, and the draft is still there: nobody is
    /// to use this team any more, look for its successor.
    pub(super) fn spread(
        &self,
        draft: &mut Option<Draft>,
        bounds: Bounds,
        replay: &ReplayBounds,
        pause: Duration,
        kind: &str,
    ) -> Option<Spread> {
        let mut guard = self.state();
        let state = &mut *guard;
        if state.retired {
            return None;
        }
        let draft = draft.take()?;
        state.latest += 1;
        let id = EventId::new(state.epoch, state.latest);
        let frame: Arc<Frame> = Arc::new(draft.finish(id));
        let mut wakers = std::mem::take(&mut state.wakers);
        let mut spread = Spread { id, delivered: 0, dropped: 0, removed: 0, slow: None, admitted: None };
        for queue in &state.subscribers {
            if !queue.wants(frame.job_id()) {
                continue;
            }
            let pushed = queue.push(&frame, bounds, &mut wakers);
            spread.delivered += usize::from(pushed.accepted);
            spread.removed += pushed.removed;
            if pushed.dropped > 0 {
                spread.dropped += pushed.dropped;
                spread.slow.get_or_insert_with(|| (Arc::clone(queue), pushed.queued));
            }
        }
        if spread.dropped > 0 {
            spread.admitted = state.slow.admit(Instant::now(), pause);
            if let (None, Some((queue, queued))) = (spread.admitted, &spread.slow) {
                let mut routing_key = state.untold.take().map(|untold| untold.routing_key).unwrap_or_default();
                routing_key.clear();
                routing_key.push_str(kind);
                state.untold = Some(Untold { queue: Arc::clone(queue), queued: *queued, routing_key });
            }
        }
        state.replay.push(&frame, replay);
        drop(guard);
        // Outside the lock: whoever wakes up may come here at once.
        for waker in wakers.drain(..) {
            waker.wake();
        }
        let mut state = self.state();
        if state.wakers.capacity() < wakers.capacity() {
            state.wakers = wakers;
        }
        Some(spread)
    }

    /// Puts a queue on the list, with what came after `last` in it. `false` if the team is retired.
    ///
    /// In one step with the order of events: nothing is missed, and nothing comes twice.
    pub(super) fn add(&self, queue: &Arc<Queue>, last: Option<Resume>, bounds: Bounds) -> Result<usize, NotAdded> {
        let mut state = self.state();
        if state.retired {
            return Err(NotAdded::Retired);
        }
        if state.subscribers.len() >= bounds.subscribers_of_team {
            return Err(NotAdded::Full);
        }
        let replayed = last.map_or(0, |last| state.resume(queue, last, bounds));
        queue.set_place(state.subscribers.len());
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

    /// The latest slow subscriber, if nothing has been told of it for so long, and how many more there were.
    pub(super) fn untold(&self, pause: Option<Duration>) -> Option<(Untold, u64)> {
        let mut state = self.state();
        let suppressed = state.slow.rest(Instant::now(), pause)?;
        state.untold.take().map(|untold| (untold, suppressed))
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
