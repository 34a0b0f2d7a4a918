use std::time::{Duration, Instant};

/// How often keys may be fetched for the sake of key ids that nobody knows: a few at once, then one each interval.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u32,
    most: u32,
    interval: Duration,
    counted: Instant,
}

impl Budget {
    pub(crate) fn new(most: u32, interval: Duration) -> Self {
        Self { left: most, most, interval, counted: Instant::now() }
    }

    /// Takes one, if there is one.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.counted);
        let earned = elapsed.as_nanos() / self.interval.as_nanos().max(1);
        if earned > 0 {
            self.left = self.left.saturating_add(u32::try_from(earned).unwrap_or(u32::MAX)).min(self.most);
            // What has passed of the running interval counts.
            let rest = elapsed.as_nanos() % self.interval.as_nanos().max(1);
            self.counted = now.checked_sub(Duration::from_nanos(u64::try_from(rest).unwrap_or(0))).unwrap_or(now);
        }
        if self.left == self.most {
            self.counted = now;
        }
        let granted = self.left > 0;
        self.left = self.left.saturating_sub(1);
        granted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_at_once_then_one_each_interval() {
        let mut budget = Budget::new(2, Duration::from_secs(5));
        let start = Instant::now();
        let mut granted = |second: u64| budget.take(start + Duration::from_secs(second));
        assert_eq!([granted(0), granted(0), granted(0), granted(4)], [true, true, false, false]);
        assert_eq!([granted(6), granted(6), granted(9), granted(11)], [true, false, false, true]);
        assert_eq!([granted(1000), granted(1000), granted(1000)], [true, true, false]);
    }

    #[test]
    fn a_storm_of_a_million_costs_next_to_nothing() {
        let mut budget = Budget::new(2, Duration::from_secs(5));
        let start = Instant::now();
        // A million in ten seconds.
        let granted = (0..1_000_000_u64).filter(|n| budget.take(start + Duration::from_micros(10 * n))).count();
        assert!(granted <= 4, "{granted}");
    }
}
