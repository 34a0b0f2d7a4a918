/// Buckets a factor of 1.02 apart, from a microsecond to four hours.
const BUCKETS: usize = 1200;
const FACTOR: f64 = 1.02;
const SMALLEST_MS: f64 = 0.001;

/// Durations, of which shares can be told within two per cent, in fixed memory.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    counts: Vec<u32>,
    total: u64,
    least: f64,
    most: f64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: Vec::new(), total: 0, least: f64::INFINITY, most: 0.0 }
    }
}

impl Histogram {
    pub(super) fn add(&mut self, ms: f64) {
        let bucket = if ms <= SMALLEST_MS { 0.0 } else { (ms / SMALLEST_MS).ln() / FACTOR.ln() };
        let bucket = (bucket as usize).min(BUCKETS - 1);
        if self.counts.len() <= bucket {
            self.counts.resize(bucket + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(bucket) {
            *count = count.saturating_add(1);
        }
        self.total += 1;
        self.least = self.least.min(ms);
        self.most = self.most.max(ms);
    }

    /// The duration that `share` of them do not exceed.
    pub(super) fn quantile(&self, share: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let rank = ((self.total as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= rank {
                let middle = SMALLEST_MS * FACTOR.powf(bucket as f64 + 0.5);
                return Some(middle.clamp(self.least, self.most));
            }
        }
        Some(self.most)
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_within_two_per_cent() {
        let mut histogram = Histogram::default();
        for ms in 1..=1000 {
            histogram.add(f64::from(ms));
        }
        for (share, expected) in [(0.5, 500.0), (0.95, 950.0), (0.99, 990.0)] {
            let found = histogram.quantile(share).unwrap();
            assert!((found / expected - 1.0).abs() < 0.02, "{share}: {found}");
        }
    }

    #[test]
    fn one_value_is_told_as_it_is() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.5), None);
        histogram.add(3.25);
        assert_eq!(histogram.quantile(0.99), Some(3.25));
        histogram.add(1e300);
        assert_eq!(histogram.quantile(1.0).unwrap(), 1e300_f64.min(histogram.quantile(1.0).unwrap()));
    }
}
