use std::sync::atomic::{AtomicIsize, AtomicU64, AtomicUsize, Ordering};

use metrics::{Counter, Gauge, counter, gauge};
use tracewell_names::metric;

use crate::DropReason;

/// What a hub counts, for its own lines and for the recorder of the process.
///
/// Handles are taken once, when the hub is made: the metrics are there from then on, at 0.
#[derive(Debug)]
pub(crate) struct Counters {
    consumed: Counted,
    forwarded: Counted,
    dropped: [Counted; DropReason::ALL.len()],
    subscribers: AtomicUsize,
    subscribers_gauge: Gauge,
    /// Below zero for a moment, where a subscriber is faster than the count.
    queued: AtomicIsize,
    queued_gauge: Gauge,
}

#[derive(Debug)]
struct Counted {
    value: AtomicU64,
    counter: Counter,
}

impl Counted {
    fn new(counter: Counter) -> Self {
        counter.increment(0);
        Self { value: AtomicU64::new(0), counter }
    }

    fn add(&self, count: u64) {
        self.value.fetch_add(count, Ordering::Relaxed);
        self.counter.increment(count);
    }

    fn get(&self) -> u64 {
        self.value.load(Ordering::Relaxed)
    }
}

impl Counters {
    pub(crate) fn new() -> Self {
        let subscribers_gauge = gauge!(metric::SSE_SUBSCRIBERS_ACTIVE);
        subscribers_gauge.increment(0.0);
        let queued_gauge = gauge!(metric::MESSAGES_QUEUED);
        queued_gauge.increment(0.0);
        let dropped = DropReason::ALL.map(|reason| {
            Counted::new(counter!(metric::MESSAGES_DROPPED_TOTAL, metric::LABEL_DROP_REASON => reason.as_str()))
        });
        Self {
            consumed: Counted::new(counter!(metric::MESSAGES_CONSUMED_TOTAL)),
            forwarded: Counted::new(counter!(metric::MESSAGES_FORWARDED_TOTAL)),
            dropped,
            subscribers: AtomicUsize::new(0),
            subscribers_gauge,
            queued: AtomicIsize::new(0),
            queued_gauge,
        }
    }

    pub(crate) fn consume(&self) {
        self.consumed.add(1);
    }

    pub(crate) fn forward(&self) {
        self.forwarded.add(1);
    }

    pub(crate) fn lose(&self, reason: DropReason, count: usize) {
        if count > 0 {
            self.dropped[reason as usize].add(count as u64);
        }
    }

    /// Messages that were put into queues.
    pub(crate) fn enqueue(&self, count: usize) {
        if count > 0 {
            self.queued.fetch_add(count as isize, Ordering::Relaxed);
            self.queued_gauge.increment(count as f64);
        }
    }

    /// Messages that left queues, whichever way.
    pub(crate) fn dequeue(&self, count: usize) {
        if count > 0 {
            self.queued.fetch_sub(count as isize, Ordering::Relaxed);
            self.queued_gauge.decrement(count as f64);
        }
    }

    /// Takes one of `most` places for subscribers, and says how many were free before, if any was.
    pub(crate) fn subscribe(&self, most: usize) -> Option<usize> {
        let active = self
            .subscribers
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |active| (active < most).then_some(active + 1))
            .ok()?;
        self.subscribers_gauge.increment(1.0);
        Some(most - active)
    }

    pub(crate) fn unsubscribe(&self) {
        self.subscribers.fetch_sub(1, Ordering::AcqRel);
        self.subscribers_gauge.decrement(1.0);
    }

    pub(crate) fn subscribers(&self) -> usize {
        self.subscribers.load(Ordering::Acquire)
    }

    pub(crate) fn queued(&self) -> usize {
        usize::try_from(self.queued.load(Ordering::Relaxed)).unwrap_or_default()
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.consumed.get()
    }

    pub(crate) fn forwarded(&self) -> u64 {
        self.forwarded.get()
    }

    pub(crate) fn dropped(&self, reason: DropReason) -> u64 {
        self.dropped[reason as usize].get()
    }
}
