use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use tracewell_context::{Context, current};

use super::budget::Tally;
use super::topic::wants;
use super::{EndReason, Frame, JobId, Missed, Overflow};

/// A queue that has been emptied gives its memory back if it had grown beyond this many entries.
const KEPT_CAPACITY: usize = 64;
/// What an entry takes, in bytes.
const SLOT: usize = size_of::<Arc<Frame>>();

/// The bounded queue of one subscriber.
#[derive(Debug)]
pub(super) struct Queue {
    wanted: Option<JobId>,
    /// Whose it is.
    context: Option<Context>,
    tally: Arc<Tally>,
    /// Where in its team's list it stands, so that leaving needs no search; the team's lock guards it.
    place: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    /// Room for so many entries has been counted.
    slots: usize,
    missed: Option<Missed>,
    waker: Option<Waker>,
    end: Option<EndReason>,
    left: bool,
}

/// How much a queue holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) events: usize,
    pub(super) bytes: usize,
    pub(super) overflow: Overflow,
    pub(super) subscribers_of_team: usize,
    /// Where that is less than all there may be: the last places, which are for teams that have none.
    pub(super) reserved: Option<usize>,
}

impl Bounds {
    pub(super) const fn dropping_oldest(self) -> Self {
        Self { overflow: Overflow::DropOldest, ..self }
    }
}

/// What became of a frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pushed {
    /// It is in the queue.
    pub(super) accepted: bool,
    /// So many are lost, this one among them if it was not accepted.
    pub(super) dropped: usize,
    /// So many that were in the queue are not any more.
    pub(super) removed: usize,
    /// Entries in the queue when there was no room.
    pub(super) queued: usize,
}

impl Pushed {
    const NOT_WANTED: Self = Self { accepted: false, dropped: 0, removed: 0, queued: 0 };
}

/// Frames that were too old.
#[derive(Debug, Default)]
pub(super) struct Stale {
    pub(super) count: usize,
    pub(super) latest: Option<Arc<Frame>>,
}

/// What a subscriber finds in its queue.
#[derive(Debug)]
pub(super) enum Popped {
    Frame(Arc<Frame>),
    Missed(Missed),
    Empty,
    End(EndReason),
}

impl Queue {
    /// The queue of whoever subscribes now.
    pub(super) fn new(wanted: Option<JobId>, tally: Arc<Tally>) -> Self {
        Self { wanted, context: current(), tally, place: AtomicUsize::new(0), state: Mutex::default() }
    }

    /// Tells something of its subscriber as such, whoever published.
    pub(super) fn in_its_context(&self, tell: impl FnOnce()) {
        match &self.context {
            Some(context) => context.in_scope(tell),
            // Nobody's, and not the publisher's either.
            None if current().is_some() => Context::open().in_scope(tell),
            None => tell(),
        }
    }

    pub(super) fn wanted(&self) -> Option<&JobId> {
        self.wanted.as_ref()
    }

    pub(super) fn place(&self) -> usize {
        self.place.load(Ordering::Relaxed)
    }

    pub(super) fn set_place(&self, place: usize) {
        self.place.store(place, Ordering::Relaxed);
    }

    pub(super) fn wants(&self, job: Option<&JobId>) -> bool {
        wants(self.wanted.as_ref(), job)
    }

    /// Puts a frame in, whoever has to make room for it. Never waits. Who is to be woken is for the caller to do, outside
    /// its locks.
    pub(super) fn push(&self, frame: &Arc<Frame>, bounds: Bounds, wakers: &mut Vec<Waker>) -> Pushed {
        let mut state = self.state();
        if state.end.is_some() || state.left {
            return Pushed::NOT_WANTED;
        }
        let fits = |state: &State| state.frames.len() < bounds.events && state.bytes + frame.len() <= bounds.bytes;
        let queued = state.frames.len();
        let (mut dropped, mut removed) = (0, 0);
        if !fits(&state) {
            match bounds.overflow {
                Overflow::DropOldest => {
                    while !fits(&state) && state.pop().is_some() {
                        removed += 1;
                    }
                    dropped = removed;
                    state.miss(removed);
                }
                Overflow::DropNewest => {
                    state.miss(1);
                    return Pushed { accepted: false, dropped: 1, removed, queued };
                }
                Overflow::Disconnect => {
                    state.clear(&self.tally);
                    state.end = Some(EndReason::Slow);
                    wakers.extend(state.waker.take());
                    return Pushed { accepted: false, dropped: queued + 1, removed: queued, queued };
                }
            }
        }
        state.bytes += frame.len();
        state.frames.push_back(Arc::clone(frame));
        state.count_slots(&self.tally);
        wakers.extend(state.waker.take());
        Pushed { accepted: true, dropped, removed, queued }
    }

    /// Says that something is missing before what comes next.
    pub(super) fn miss(&self, missed: Missed) {
        let mut state = self.state();
        state.missed = Some(state.missed.map_or(missed, |before| before.and(missed)));
    }

    /// There is no memory for a frame that it wants: it loses this one.
    pub(super) fn go_without(&self, overflow: Overflow, wakers: &mut Vec<Waker>) -> Pushed {
        let mut state = self.state();
        if state.end.is_some() || state.left {
            return Pushed::NOT_WANTED;
        }
        let queued = state.frames.len();
        if overflow == Overflow::Disconnect {
            state.clear(&self.tally);
            state.end = Some(EndReason::Slow);
            wakers.extend(state.waker.take());
            return Pushed { accepted: false, dropped: queued + 1, removed: queued, queued };
        }
        state.miss(1);
        // Whoever listens and has nothing learns of it at once.
        wakers.extend(state.waker.take());
        Pushed { accepted: false, dropped: 1, removed: 0, queued }
    }

    /// When what it would give next was published.
    pub(super) fn oldest(&self) -> Option<Instant> {
        self.state().frames.front().map(|frame| frame.at())
    }

    /// Lets go what was published up to then, as memory is short.
    pub(super) fn shed(&self, until: Instant, overflow: Overflow, wakers: &mut Vec<Waker>) -> Pushed {
        let mut state = self.state();
        let queued = state.frames.len();
        let mut removed = 0;
        if state.end.is_none() && overflow == Overflow::Disconnect {
            if state.frames.front().is_some_and(|frame| frame.at() <= until) {
                removed = queued;
                state.clear(&self.tally);
                state.end = Some(EndReason::Slow);
                wakers.extend(state.waker.take());
            }
        } else {
            while state.frames.front().is_some_and(|frame| frame.at() <= until) {
                drop(state.pop());
                removed += 1;
            }
            state.miss(removed);
        }
        if state.frames.is_empty() {
            state.clear(&self.tally);
        }
        Pushed { accepted: false, dropped: removed, removed, queued }
    }

    /// Says so to one who is listening, and has to be woken.
    #[cfg(feature = "amqp")]
    pub(super) fn miss_now(&self, missed: Missed) -> Option<Waker> {
        let mut state = self.state();
        if state.end.is_some() || state.left {
            return None;
        }
        state.missed = Some(state.missed.map_or(missed, |before| before.and(missed)));
        state.waker.take()
    }

    /// What is next. Frames older than `max_age` are dropped, and noted in `stale`.
    pub(super) fn pop(&self, max_age: Option<Duration>, waker: &Waker, stale: &mut Stale) -> Popped {
        let mut state = self.state();
        if let Some(max_age) = max_age {
            let now = Instant::now();
            while state.frames.front().is_some_and(|frame| now.saturating_duration_since(frame.at()) > max_age) {
                stale.latest = state.pop();
                stale.count += 1;
            }
            state.miss(stale.count);
        }
        if let Some(missed) = state.missed.take() {
            return Popped::Missed(missed);
        }
        if let Some(frame) = state.pop() {
            return Popped::Frame(frame);
        }
        if let Some(end) = state.end {
            return Popped::End(end);
        }
        if state.frames.capacity() > KEPT_CAPACITY {
            state.clear(&self.tally);
        }
        match &mut state.waker {
            Some(known) => known.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
        Popped::Empty
    }

    /// No more frames come; those that are there can still be had.
    pub(super) fn end(&self, reason: EndReason) -> Option<Waker> {
        let mut state = self.state();
        state.end.get_or_insert(reason);
        state.waker.take()
    }

    /// The subscriber is gone. Gives back how many frames it leaves behind.
    pub(super) fn leave(&self) -> usize {
        let mut state = self.state();
        state.left = true;
        state.waker = None;
        let left = state.frames.len();
        state.clear(&self.tally);
        left
    }

    pub(super) fn foreseen_end(&self) -> Option<EndReason> {
        self.state().end
    }

    pub(super) fn len(&self) -> usize {
        self.state().frames.len()
    }

    // Nothing in here panics half-way through a change.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pop(&mut self) -> Option<Arc<Frame>> {
        let frame = self.frames.pop_front()?;
        self.bytes -= frame.len();
        Some(frame)
    }

    fn clear(&mut self, tally: &Tally) {
        self.frames = VecDeque::new();
        self.bytes = 0;
        self.count_slots(tally);
    }

    fn count_slots(&mut self, tally: &Tally) {
        let before = std::mem::replace(&mut self.slots, self.frames.capacity());
        if self.slots > before {
            tally.add((self.slots - before) * SLOT);
        } else if self.slots < before {
            tally.give_back((before - self.slots) * SLOT);
        }
    }

    fn miss(&mut self, count: usize) {
        if count > 0 {
            let missed = Missed::some(count as u64);
            self.missed = Some(self.missed.map_or(missed, |before| before.and(missed)));
        }
    }
}
