use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// With so many keys the ones at rest are looked for and dropped. Only who gave a signal has one.
const MANY: usize = 10_000;

/// How often each of those who gave a signal may still come.
pub(super) struct Limiter {
    limiter: DefaultKeyedRateLimiter<u64>,
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
        if self.limiter.len() >= MANY {
            self.limiter.retain_recent();
            if self.limiter.len() >= MANY {
                // Nothing of this may stop the service: whoever has no key yet passes.
                return None;
            }
        }
        let early = self.limiter.check_key(&key).err()?;
        Some(early.wait_time_from(self.clock.now()))
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("keys", &self.limiter.len()).finish_non_exhaustive()
    }
}
