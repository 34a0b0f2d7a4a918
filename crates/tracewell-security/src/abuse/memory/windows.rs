use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::shard::Shard;
use crate::abuse::{Kind, Subject, Thresholds};

/// A power of two: threads that record at the same time rarely meet.
const SHARDS: usize = 64;
/// Subjects with a single violation: more than a million, 26 MiB at most.
const MAX_ONCE: usize = 1 << 20;
/// Bytes for subjects with more.
const MAX_OFTEN_BYTES: usize = 24 << 20;

/// How a window of one kind counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// Milliseconds.
    pub(crate) window: u64,
    pub(crate) threshold: u32,
    pub(crate) cap: u32,
}

impl Limit {
    pub(crate) fn of(thresholds: &Thresholds, kind: Kind) -> Self {
        Self { window: thresholds.millis(), threshold: thresholds.of(kind), cap: thresholds.cap(kind) }
    }
}

/// What a window says of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Violations in the window, counted up to the limit's `cap`.
    pub(crate) count: u32,
    /// Its signal was given within the window.
    pub(crate) signalled: bool,
}

/// The windows of all subjects.
///
/// A violation at `a` counts at `t` while `t - a` is less than the window, and a signal holds as long: exactly, to the
/// millisecond.
#[derive(Debug)]
pub(crate) struct Windows {
    hashes: RandomState,
    shards: Box<[Mutex<Shard>]>,
}

impl Windows {
    pub(crate) fn new() -> Self {
        Self::bounded(MAX_ONCE, MAX_OFTEN_BYTES)
    }

    pub(crate) fn bounded(max_once: usize, max_bytes: usize) -> Self {
        let hashes = RandomState::new();
        let shard = |number: usize| {
            Mutex::new(Shard::new(max_once.div_ceil(SHARDS), max_bytes / SHARDS, hashes.hash_one(number)))
        };
        Self { shards: (0..SHARDS).map(shard).collect(), hashes }
    }

    /// The number of a subject, which is random for each process.
    pub(crate) fn key(&self, subject: &Subject<'_>) -> u64 {
        subject.key(&self.hashes)
    }

    fn shard(&self, key: u64) -> MutexGuard<'_, Shard> {
        // Neither the lowest nor the highest bits: by those the tables inside place and tell apart.
        let number = usize::try_from(key >> 40).unwrap_or_default() % SHARDS;
        self.shards[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a violation. With `claim` a signal that is due is noted as given.
    pub(crate) fn record(&self, key: u64, limit: Limit, now: u64, claim: bool) -> Verdict {
        let mut shard = self.shard(key);
        let verdict = shard.record(key, limit, now);
        if claim && verdict.is_due(limit) {
            shard.mark(key, limit, now);
        }
        verdict
    }

    /// Notes a signal as given if it is due, and then says what the count is.
    #[cfg(feature = "redis")]
    pub(crate) fn claim(&self, key: u64, limit: Limit, now: u64) -> Option<u32> {
        let mut shard = self.shard(key);
        let verdict = shard.look(key, limit, now);
        if !verdict.is_due(limit) {
            return None;
        }
        shard.mark(key, limit, now);
        Some(verdict.count)
    }

    /// Notes a signal as given; `false` if it was.
    #[cfg(feature = "redis")]
    pub(crate) fn mark(&self, key: u64, limit: Limit, now: u64) -> bool {
        let mut shard = self.shard(key);
        let first = !shard.look(key, limit, now).signalled;
        if first {
            shard.mark(key, limit, now);
        }
        first
    }

    pub(crate) fn look(&self, key: u64, limit: Limit, now: u64) -> Verdict {
        self.shard(key).look(key, limit, now)
    }
}

impl Verdict {
    pub(crate) const fn is_due(self, limit: Limit) -> bool {
        self.count >= limit.threshold && !self.signalled
    }
}
