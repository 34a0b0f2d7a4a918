use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{CounterFn, GaugeFn, HistogramFn};

/// A counter: only ever more.
#[derive(Debug, Default)]
pub(super) struct CounterCell(AtomicU64);

impl CounterCell {
    pub(super) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl CounterFn for CounterCell {
    fn increment(&self, value: u64) {
        self.0.fetch_add(value, Ordering::Relaxed);
    }

    fn absolute(&self, value: u64) {
        self.0.fetch_max(value, Ordering::Relaxed);
    }
}

/// A gauge: the bits of an `f64`.
#[derive(Debug, Default)]
pub(super) struct GaugeCell(AtomicU64);

impl GaugeCell {
    pub(super) fn value(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }

    fn change(&self, change: impl Fn(f64) -> f64) {
        let changed = |bits| Some(change(f64::from_bits(bits)).to_bits());
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, changed);
    }
}

impl GaugeFn for GaugeCell {
    fn increment(&self, value: f64) {
        self.change(|before| before + value);
    }

    fn decrement(&self, value: f64) {
        self.change(|before| before - value);
    }

    fn set(&self, value: f64) {
        self.0.store(value.to_bits(), Ordering::Relaxed);
    }
}

/// A histogram with fixed bounds. Its parts are read one by one: a value recorded meanwhile may show in some of them only,
/// and shows in all the next time.
#[derive(Debug)]
pub(super) struct HistogramCell {
    bounds: &'static [f64],
    buckets: Box<[AtomicU64]>,
    sum: GaugeCell,
}

impl HistogramCell {
    pub(super) fn new(bounds: &'static [f64]) -> Self {
        let buckets = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self { bounds, buckets, sum: GaugeCell::default() }
    }

    pub(super) const fn bounds(&self) -> &'static [f64] {
        self.bounds
    }

    pub(super) fn buckets(&self) -> Vec<u64> {
        self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).collect()
    }

    pub(super) fn sum(&self) -> f64 {
        self.sum.value()
    }
}

impl HistogramFn for HistogramCell {
    fn record(&self, value: f64) {
        // No bucket is for what is no number.
        if !value.is_finite() {
            return;
        }
        let place = self.bounds.partition_point(|bound| *bound < value);
        if let Some(bucket) = self.buckets.get(place) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.sum.increment(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_the_bucket_below() {
        let histogram = HistogramCell::new(&[1.0, 2.0]);
        for value in [0.5, 1.0, 1.5, 2.0, 9.0, f64::NAN, f64::INFINITY] {
            histogram.record(value);
        }
        assert_eq!(histogram.buckets(), [2, 2, 1]);
        assert_eq!(histogram.sum(), 14.0);
    }

    #[test]
    fn counters_only_grow() {
        let counter = CounterCell::default();
        counter.increment(3);
        counter.absolute(2);
        assert_eq!(counter.value(), 3);
        counter.absolute(7);
        assert_eq!(counter.value(), 7);
    }
}
