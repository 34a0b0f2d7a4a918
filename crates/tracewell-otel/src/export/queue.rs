use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::Totals;
use crate::environment::Batch;
use crate::signal::Signal;

/// Bytes that may wait, by estimate: a few large values fill it as well as many small ones.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Bytes that leave at once. Collectors take 4 MiB over gRPC unless told otherwise.
const BATCH_BYTES: usize = 2 * 1024 * 1024;

/// What waits for its export: bounded in number and bytes, never blocking, dropping what does not fit.
pub(crate) struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    ready: Notify,
    batch: Batch,
    signal: Signal,
    totals: Arc<Totals>,
}

struct Waiting<T> {
    items: VecDeque<(T, usize)>,
    bytes: usize,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(signal: Signal, batch: Batch, totals: Arc<Totals>) -> Self {
        let waiting = Mutex::new(Waiting { items: VecDeque::new(), bytes: 0, closed: false });
        Self { waiting, ready: Notify::new(), batch, signal, totals }
    }

    /// Puts `item` in, which takes about `bytes`.
    pub(crate) fn push(&self, item: T, bytes: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let full = waiting.items.len() >= self.batch.queue || waiting.bytes.saturating_add(bytes) > MOST_BYTES;
        if full || waiting.closed {
            drop(waiting);
            // `item` is dropped here, outside the lock.
            return self.totals.lose(self.signal, 1);
        }
        waiting.items.push_back((item, bytes));
        waiting.bytes += bytes;
        let is_batch = waiting.items.len() == self.batch.size.min(self.batch.queue) || waiting.bytes >= BATCH_BYTES;
        drop(waiting);
        if is_batch {
            self.ready.notify_one();
        }
    }

    /// As much as may leave at once, oldest first.
    pub(crate) fn take(&self) -> Vec<T> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < self.batch.size && (batch.is_empty() || bytes < BATCH_BYTES) {
            let Some((item, size)) = waiting.items.pop_front() else { break };
            waiting.bytes -= size;
            bytes += size;
            batch.push(item);
        }
        batch
    }

    /// Empties it, and says how many waited.
    pub(crate) fn give_up(&self) -> usize {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.bytes = 0;
        std::mem::take(&mut waiting.items).len()
    }

    /// Waits for a batch to be full, or for the longest time that one waits for others.
    pub(crate) async fn ready(&self) {
        let _ = tokio::time::timeout(self.batch.delay, self.ready.notified()).await;
    }

    /// Takes nothing more.
    pub(crate) fn close(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn queue(most: usize, size: usize) -> (Queue<u32>, Arc<Totals>) {
        let totals = Arc::new(Totals::default());
        let batch = Batch { delay: Duration::from_secs(1), queue: most, size };
        (Queue::new(Signal::Logs, batch, totals.clone()), totals)
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_counted() {
        let (queue, totals) = queue(3, 2);
        for item in 0..5 {
            queue.push(item, 1);
        }
        assert_eq!(totals.dropped(Signal::Logs), 2);
        assert_eq!((queue.take(), queue.take(), queue.take()), (vec![0, 1], vec![2], vec![]));
        queue.close();
        queue.push(9, 1);
        assert_eq!((queue.take(), totals.dropped(Signal::Logs)), (vec![], 3));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let (queue, totals) = queue(1000, 1000);
        for item in 0..100 {
            queue.push(item, 1024 * 1024);
        }
        assert_eq!(totals.dropped(Signal::Logs), 84);
        assert_eq!(queue.take().len(), 2);
    }
}
