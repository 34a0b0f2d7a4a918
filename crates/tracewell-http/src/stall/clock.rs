use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// When the watcher looked last, and how long it may be until it looks again.
static LOOKED: AtomicU64 = AtomicU64::new(0);
static UNTIL_NEXT: AtomicU64 = AtomicU64::new(0);

/// A moment as nanoseconds since the first one that was asked for: it fits into an atomic number for centuries.
pub(super) fn nanoseconds(moment: Instant) -> u64 {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    in_nanoseconds(moment.saturating_duration_since(*FIRST))
}

pub(super) fn in_nanoseconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1_000_000_000).saturating_add(u64::from(duration.subsec_nanos()))
}

/// The watcher looks now, and again in so long.
pub(super) fn look(now: u64, until_next: Duration) {
    UNTIL_NEXT.store(in_nanoseconds(until_next), Ordering::Relaxed);
    LOOKED.store(now, Ordering::Relaxed);
}

/// When something that begins now will have taken `limit`, or a little later: as exact as the watcher looks, without asking
/// the system for the time.
#[inline]
pub(super) fn due(limit: u64) -> u64 {
    LOOKED.load(Ordering::Relaxed).saturating_add(UNTIL_NEXT.load(Ordering::Relaxed)).saturating_add(limit)
}
