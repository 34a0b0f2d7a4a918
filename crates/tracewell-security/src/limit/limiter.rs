use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// How often each of those who gave a signal may still come.
///
/// Subjects share 65,536 counts, by a part of their keyed hash: so memory is bounded, however many there are, and nobody gets
/// past the limit by being one too many. Two who fall on one count slow each other down; both gave a signal.
pub(super) struct Limiter {
    limiter: DefaultKeyedRateLimiter<u16>,
    clock: DefaultClock,
}

impl Limiter {
    pub(super) fn new(burst: NonZeroU32, per: Duration) -> Self {
        let one_per = (per / burst.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(one_per).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst);
        Self { limiter: RateLimiter::hashmap(quota), clock: DefaultClock::default() }
    }

    /// How long the subject has to wait, if it has to.
    pub(super) fn wait(&self, key: u64) -> Option<Duration> {
        let [low, high, ..] = key.to_le_bytes();
        let early = self.limiter.check_key(&u16::from_le_bytes([low, high])).err()?;
        Some(early.wait_time_from(self.clock.now()))
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("keys", &self.limiter.len()).finish_non_exhaustive()
    }
}
