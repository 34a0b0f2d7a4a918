use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

/// How long to wait before the next attempt: twice as long each time, up to a limit, and a random part of it less, so
/// that a thousand instances do not come back at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    pub(crate) least: Duration,
    pub(crate) most: Duration,
}

impl Backoff {
    /// The wait after this many failures in a row.
    pub(crate) fn after(self, failures: u64) -> Duration {
        // The seed of a hasher is the random number that the standard library has.
        let random = RandomState::new().build_hasher().finish();
        self.with(failures, random)
    }

    /// Between half and all of `least` doubled with each failure.
    fn with(self, failures: u64, random: u64) -> Duration {
        let doublings = u32::try_from(failures.saturating_sub(1)).unwrap_or(u32::MAX).min(20);
        let whole = self.least.saturating_mul(1 << doublings).min(self.most);
        let part = (random >> 32) as f64 / f64::from(u32::MAX);
        whole.mul_f64(0.5 + part / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_its_limit_and_jitters_below() {
        let backoff = Backoff { least: Duration::from_millis(100), most: Duration::from_secs(5) };
        let milliseconds = |failures, random| backoff.with(failures, random).as_millis();
        assert_eq!((milliseconds(1, 0), milliseconds(1, u64::MAX)), (50, 100));
        assert_eq!((milliseconds(4, 0), milliseconds(4, u64::MAX)), (400, 800));
        for failures in [7, 100, u64::MAX] {
            assert_eq!((milliseconds(failures, 0), milliseconds(failures, u64::MAX)), (2500, 5000));
        }
        let waits: std::collections::HashSet<_> = (0..20).map(|_| backoff.after(4)).collect();
        assert!(waits.len() > 10, "no two alike");
    }
}
