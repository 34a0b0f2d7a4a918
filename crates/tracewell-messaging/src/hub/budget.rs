use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use metrics::{Gauge, gauge};
use tracewell_names::metric;

/// How much memory all teams together may hold, and how much they do: events, each once however many queues it is in, and
/// the slots of the queues.
#[derive(Debug)]
pub(super) struct Budget {
    of_all: usize,
    of_team: usize,
    used: AtomicUsize,
    gauge: Gauge,
}

/// The same for one team.
#[derive(Debug)]
pub(super) struct Tally {
    budget: Arc<Budget>,
    used: AtomicUsize,
}

/// Which bound leaves no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoRoom {
    OfTeam,
    OfAll,
}

/// Bytes that are held for as long as this is.
#[derive(Debug)]
pub(super) struct Held {
    tally: Arc<Tally>,
    bytes: usize,
}

impl Budget {
    pub(super) fn new(of_all: usize, of_team: usize) -> Self {
        let gauge = gauge!(metric::MESSAGES_HELD_BYTES);
        gauge.increment(0.0);
        Self { of_all, of_team, used: AtomicUsize::new(0), gauge }
    }

    pub(super) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Whether so much is free that nobody has to be relieved any more.
    pub(super) fn is_easy(&self) -> bool {
        self.used() <= self.of_all - self.of_all / 4
    }

    fn add(&self, bytes: usize) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
        self.gauge.increment(bytes as f64);
    }

    fn take(&self, bytes: usize) -> bool {
        let taken = take(&self.used, bytes, self.of_all);
        if taken {
            self.gauge.increment(bytes as f64);
        }
        taken
    }

    fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
        self.gauge.decrement(bytes as f64);
    }
}

impl Tally {
    pub(super) fn new(budget: Arc<Budget>) -> Self {
        Self { budget, used: AtomicUsize::new(0) }
    }

    pub(super) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Takes so many bytes for an event.
    pub(super) fn take(self: &Arc<Self>, bytes: usize) -> Result<Held, NoRoom> {
        if !take(&self.used, bytes, self.budget.of_team) {
            return Err(NoRoom::OfTeam);
        }
        if !self.budget.take(bytes) {
            self.used.fetch_sub(bytes, Ordering::Relaxed);
            return Err(NoRoom::OfAll);
        }
        Ok(Held { tally: Arc::clone(self), bytes })
    }

    /// Counts what is there already. It may go beyond the bounds, and whoever wants something next has to make room.
    pub(super) fn add(&self, bytes: usize) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
        self.budget.add(bytes);
    }

    pub(super) fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
        self.budget.give_back(bytes);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.tally.give_back(self.bytes);
    }
}

fn take(used: &AtomicUsize, bytes: usize, most: usize) -> bool {
    let free = |used: usize| used.checked_add(bytes).filter(|used| *used <= most);
    used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, free).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_counted_until_it_is_let_go() {
        let budget = Arc::new(Budget::new(100, 60));
        let [one, other] = [(); 2].map(|()| Arc::new(Tally::new(Arc::clone(&budget))));
        let held = one.take(60).unwrap();
        assert_eq!(one.take(1).unwrap_err(), NoRoom::OfTeam);
        assert_eq!(other.take(41).unwrap_err(), NoRoom::OfAll);
        assert_eq!((one.used(), other.used(), budget.used()), (60, 0, 60));
        other.add(50);
        assert_eq!((other.used(), budget.used(), budget.is_easy()), (50, 110, false));
        drop(held);
        other.give_back(50);
        assert_eq!((one.used(), other.used(), budget.used(), budget.is_easy()), (0, 0, 0, true));
    }
}
