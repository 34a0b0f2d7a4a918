use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::item::Item;

/// Violations that may wait for Redis; the oldest go first.
pub(super) const QUEUE: usize = 8192;

/// What waits for the thread that talks with Redis.
///
/// That thread comes and looks: waking it for each violation would cost a request more than all the rest. It is woken
/// only out of its deepest sleep, or where there would soon be no room.
#[derive(Debug, Default)]
pub(super) struct Queue {
    inside: Mutex<Inside>,
    /// What `inside` says, for whoever only looks.
    up: AtomicBool,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Inside {
    items: VecDeque<Item>,
    flushes: Vec<Sender<()>>,
    /// Redis judges; else the local windows do.
    up: bool,
    asleep: bool,
    closed: bool,
    lost: u64,
}

impl Inside {
    /// Adds a violation, in the place of the oldest where there is no other. That one is given back if it is to be judged.
    fn add(&mut self, item: Item) -> Option<Item> {
        if self.items.len() < QUEUE {
            self.items.push_back(item);
            return None;
        }
        self.lost += 1;
        let place = self.items.front_mut()?;
        // Written over where it stands: in a flood this is most of what recording costs.
        let oldest = if place.judged {
            *place = item;
            None
        } else {
            Some(std::mem::replace(place, item))
        };
        self.items.rotate_left(1);
        oldest
    }
}

/// What was taken out beside violations.
#[derive(Debug)]
pub(super) struct Taken {
    /// Violations that Redis will not hear of, since the start.
    pub(super) lost: u64,
    /// Nobody is there to record any more.
    pub(super) closed: bool,
}

impl Queue {
    pub(super) fn new() -> Self {
        let queue = Self::default();
        {
            // All of it now, so that recording never has to make room.
            let mut inside = queue.lock();
            inside.items.reserve_exact(QUEUE);
            inside.up = true;
        }
        queue.up.store(true, Ordering::Release);
        queue
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_up(&self) -> bool {
        self.up.load(Ordering::Acquire)
    }

    pub(super) fn set_up(&self, up: bool) {
        let mut inside = self.lock();
        inside.up = up;
        self.up.store(up, Ordering::Release);
    }

    /// Adds a violation; one that was to be judged by Redis while nobody knew of its failure is judged by `judge`. So is
    /// one that had to go for it.
    pub(super) fn push(&self, mut item: Item, judge: impl Fn(&mut Item)) {
        let mut inside = self.lock();
        if !item.judged && !inside.up {
            drop(inside);
            judge(&mut item);
            inside = self.lock();
        }
        let oldest = inside.add(item);
        // While Redis is away, or cannot keep up, it is left to its own pace.
        let wake = std::mem::take(&mut inside.asleep) || (inside.up && inside.items.len() == QUEUE / 2);
        drop(inside);
        if wake {
            self.wake.notify_one();
        }
        if let Some(mut oldest) = oldest {
            judge(&mut oldest);
        }
    }

    /// Has `done` told when everything before it was sent, or is judged here. `false` if it is judged already.
    pub(super) fn flush(&self, done: Sender<()>) -> bool {
        let mut inside = self.lock();
        if !inside.up {
            return false;
        }
        inside.flushes.push(done);
        drop(inside);
        self.wake.notify_one();
        true
    }

    /// Moves everything over to `waiting`, of which the oldest go where it gets too long.
    pub(super) fn take(&self, waiting: &mut VecDeque<Item>, flushes: &mut Vec<Sender<()>>) -> Taken {
        let mut inside = self.lock();
        let Inside { items, lost, .. } = &mut *inside;
        if waiting.is_empty() {
            std::mem::swap(items, waiting);
        } else {
            let excess = (waiting.len() + items.len()).saturating_sub(QUEUE);
            waiting.drain(..excess);
            *lost += excess as u64;
            waiting.append(items);
        }
        flushes.append(&mut inside.flushes);
        Taken { lost: inside.lost, closed: inside.closed }
    }

    pub(super) fn lost(&self) -> u64 {
        self.lock().lost
    }

    /// Waits until there is something to do; `false` if that cannot wait until there is more.
    pub(super) async fn sleep(&self) -> bool {
        let empty = {
            let mut inside = self.lock();
            inside.asleep = inside.items.is_empty() && inside.flushes.is_empty() && !inside.closed;
            inside.asleep
        };
        if empty {
            self.wake.notified().await;
        }
        let inside = self.lock();
        inside.flushes.is_empty() && !inside.closed
    }

    /// Waits until somebody cannot wait.
    pub(super) async fn until_urgent(&self) {
        self.wake.notified().await;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Nobody records any more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_one();
    }
}
