//! One handle for two recorders.

use std::sync::Arc;

use metrics::{Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn};

/// Both of them.
struct Both<H>(H, H);

impl CounterFn for Both<Counter> {
    fn increment(&self, value: u64) {
        self.0.increment(value);
        self.1.increment(value);
    }

    fn absolute(&self, value: u64) {
        self.0.absolute(value);
        self.1.absolute(value);
    }
}

impl GaugeFn for Both<Gauge> {
    fn increment(&self, value: f64) {
        self.0.increment(value);
        self.1.increment(value);
    }

    fn decrement(&self, value: f64) {
        self.0.decrement(value);
        self.1.decrement(value);
    }

    fn set(&self, value: f64) {
        self.0.set(value);
        self.1.set(value);
    }
}

impl HistogramFn for Both<Histogram> {
    fn record(&self, value: f64) {
        self.0.record(value);
        self.1.record(value);
    }
}

pub(super) fn counter(one: Counter, other: Counter) -> Counter {
    Counter::from_arc(Arc::new(Both(one, other)))
}

pub(super) fn gauge(one: Gauge, other: Gauge) -> Gauge {
    Gauge::from_arc(Arc::new(Both(one, other)))
}

pub(super) fn histogram(one: Histogram, other: Histogram) -> Histogram {
    Histogram::from_arc(Arc::new(Both(one, other)))
}
