use super::often::Often;
use super::once::Once;
use super::windows::{Limit, Verdict};

/// A part of the subjects, behind a lock of its own.
#[derive(Debug)]
pub(super) struct Shard {
    once: Once,
    often: Often,
    /// The time never goes back in here, in whatever order threads get in.
    latest: u64,
}

impl Shard {
    pub(super) fn new(max_once: usize, max_bytes: usize, seed: u64) -> Self {
        Self { once: Once::new(max_once), often: Often::new(max_bytes, seed), latest: 0 }
    }

    /// Brings the time forward.
    fn at(&mut self, now: u64) -> u64 {
        self.latest = self.latest.max(now);
        self.latest
    }

    pub(super) fn record(&mut self, key: u64, limit: Limit, now: u64) -> Verdict {
        let now = self.at(now);
        let window = limit.window;
        if let Some(count) = self.often.push(key, limit.cap as usize, window, now) {
            let signalled = self.often.look(key, window, now).is_some_and(|(_, signalled)| signalled);
            return Verdict { count, signalled };
        }
        match self.once.remove(key).filter(|at| now - at < window) {
            Some(first) => {
                self.often.insert(key, &[first, now], window, now);
                Verdict { count: 2, signalled: false }
            }
            None => {
                if limit.threshold > 1 {
                    self.once.insert(key, now);
                } else {
                    self.often.insert(key, &[now], window, now);
                }
                Verdict { count: 1, signalled: false }
            }
        }
    }

    pub(super) fn look(&mut self, key: u64, limit: Limit, now: u64) -> Verdict {
        let now = self.at(now);
        match self.often.look(key, limit.window, now) {
            Some((count, signalled)) => Verdict { count, signalled },
            None => {
                let live = self.once.get(key).is_some_and(|at| now - at < limit.window);
                Verdict { count: u32::from(live), signalled: false }
            }
        }
    }

    pub(super) fn mark(&mut self, key: u64, limit: Limit, now: u64) {
        let now = self.at(now);
        if !self.often.mark(key, now) {
            // Others have seen more of this one than we have.
            let first = self.once.remove(key).filter(|at| now - at < limit.window);
            self.often.insert(key, first.as_slice(), limit.window, now);
            self.often.mark(key, now);
        }
    }
}
