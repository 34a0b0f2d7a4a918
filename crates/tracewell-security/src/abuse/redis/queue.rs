use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::backlog::Backlog;
use super::entry::Entry;
use super::texts::Texts;

/// What waits for the thread that talks with Redis.
///
/// That thread comes and looks: waking it for each violation would cost a request more than all the rest. It is woken
/// only out of its deepest sleep, or where there would soon be no room.
#[derive(Debug)]
pub(super) struct Queue {
    inside: Mutex<Inside>,
    /// What `inside` says, for whoever only looks.
    up: AtomicBool,
    full: AtomicBool,
    lost: AtomicU64,
    wake: Notify,
}

#[derive(Debug)]
struct Inside {
    backlog: Backlog,
    flushes: Vec<Sender<()>>,
    /// Redis judges; else the local windows do.
    up: bool,
    asleep: bool,
    closed: bool,
}

impl Queue {
    pub(super) fn new() -> Self {
        let inside = Inside { backlog: Backlog::new(), flushes: Vec::new(), up: true, asleep: false, closed: false };
        Self {
            inside: Mutex::new(inside),
            up: AtomicBool::new(true),
            full: AtomicBool::new(false),
            lost: AtomicU64::new(0),
            wake: Notify::new(),
        }
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

    /// Whether nothing more is taken over until the thread has come and looked.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Takes a violation over. `false` where there is no room, and where it was to be judged by Redis while nobody knew of
    /// its failure.
    pub(super) fn push(&self, entry: &Entry, texts: &Texts<'_>) -> bool {
        let mut inside = self.lock();
        let half_full = inside.backlog.is_half_full();
        if !(inside.up || entry.judged) || !inside.backlog.push(entry, texts) {
            return false;
        }
        if inside.backlog.is_full() {
            self.full.store(true, Ordering::Relaxed);
        }
        // While Redis is away, or cannot keep up, it is left to its own pace.
        let urgent = inside.up && !half_full && inside.backlog.is_half_full();
        let wake = std::mem::take(&mut inside.asleep) || urgent;
        drop(inside);
        if wake {
            self.wake.notify_one();
        }
        true
    }

    /// Counts violations that Redis will not hear of.
    pub(super) fn lose(&self, violations: u64) {
        self.lost.fetch_add(violations, Ordering::Relaxed);
    }

    /// How many those are, since the start.
    pub(super) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
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

    /// Exchanges what has come for the memory of what came before; says whether that was the last.
    pub(super) fn take(&self, emptied: &mut Backlog, flushes: &mut Vec<Sender<()>>) -> bool {
        let mut inside = self.lock();
        std::mem::swap(&mut inside.backlog, emptied);
        self.full.store(false, Ordering::Relaxed);
        flushes.append(&mut inside.flushes);
        inside.closed
    }

    /// Waits until there is something to do; `false` if that cannot wait until there is more.
    pub(super) async fn sleep(&self) -> bool {
        let empty = {
            let mut inside = self.lock();
            inside.asleep = inside.backlog.is_empty() && inside.flushes.is_empty() && !inside.closed;
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::thread;

    use super::*;
    use crate::{Observation, Violation};

    /// Hands over as a request does; what there is no room for is lost.
    fn hand_over(queue: &Queue, number: u64) {
        let seen = Observation::new(Violation::LoginFailed).user("alice");
        let mut entry = Entry::new(&seen, number, !queue.is_up());
        let texts = Texts::new(&seen, None);
        texts.measure(&mut entry);
        if !queue.push(&entry, &texts) {
            entry.judged = true;
            if !queue.push(&entry, &texts) {
                queue.lose(1);
            }
        }
    }

    #[test]
    fn each_violation_comes_out_once_or_is_lost_and_none_is_left_unjudged_in_an_outage() {
        const THREADS: u64 = 4;
        const EACH: u64 = 50_000;
        let (queue, running) = (Queue::new(), AtomicUsize::new(THREADS as usize));
        let mut seen = Vec::new();
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let (queue, running) = (&queue, &running);
                scope.spawn(move || {
                    for number in 0..EACH {
                        hand_over(queue, thread * EACH + number);
                    }
                    running.fetch_sub(1, Ordering::Relaxed);
                });
            }
            let (mut emptied, mut flushes) = (Backlog::new(), Vec::new());
            let mut outage = false;
            loop {
                let last = running.load(Ordering::Relaxed) == 0;
                outage = !outage;
                queue.set_up(!outage);
                // What came before the outage was expected to be judged by Redis.
                for round in 0..3 {
                    queue.take(&mut emptied, &mut flushes);
                    emptied.empty_into(|entry, parts| {
                        assert!(entry.judged || !outage || round == 0);
                        assert_eq!(parts.user.as_deref(), Some("alice"));
                        seen.push(entry.at);
                    });
                    thread::yield_now();
                }
                if last {
                    break;
                }
            }
        });
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all);
        assert_eq!(all as u64 + queue.lost(), THREADS * EACH);
    }
}
