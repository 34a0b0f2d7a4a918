use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use metrics::counter;
use sentry_core::Envelope;
use tokio::sync::Notify;
use tracewell_names::metric;

/// Envelopes that may wait.
const MOST: usize = 128;
/// Bytes that may wait, as JSON.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of one envelope, as JSON. Sentry takes no event beyond 1 MiB.
const LONGEST: usize = 1024 * 1024;

/// What waits for its way: bounded in number and bytes, never blocking, dropping what does not fit.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    ready: Notify,
    dropped: AtomicU64,
}

#[derive(Debug, Default)]
struct Waiting {
    envelopes: VecDeque<(Envelope, usize)>,
    bytes: usize,
    closed: bool,
}

impl Queue {
    pub(super) fn push(&self, envelope: Envelope) {
        let Some(bytes) = size(&envelope) else { return self.lose(1) };
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.closed || waiting.envelopes.len() >= MOST || waiting.bytes + bytes > MOST_BYTES {
            drop(waiting);
            // The envelope is dropped here, outside the lock.
            return self.lose(1);
        }
        waiting.envelopes.push_back((envelope, bytes));
        waiting.bytes += bytes;
        drop(waiting);
        self.ready.notify_one();
    }

    /// The oldest.
    pub(super) fn take(&self) -> Option<Envelope> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (envelope, bytes) = waiting.envelopes.pop_front()?;
        waiting.bytes -= bytes;
        Some(envelope)
    }

    /// Waits until something may have been put in.
    pub(super) async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Takes nothing more.
    pub(super) fn close(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
    }

    /// Drops all that waits, counted.
    pub(super) fn give_up(&self) {
        let left = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.bytes = 0;
            std::mem::take(&mut waiting.envelopes)
        };
        self.lose(left.len());
    }

    pub(super) fn lose(&self, envelopes: usize) {
        self.dropped.fetch_add(envelopes as u64, Ordering::Relaxed);
    }

    /// Events and transactions that were lost so far.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Hands the count to the recorder of metrics, 0 too.
    pub(super) fn publish(&self) {
        counter!(metric::TELEMETRY_DROPPED_TOTAL, metric::LABEL_EXPORTER => metric::EXPORTER_SENTRY)
            .absolute(self.dropped());
    }
}

/// How long it is as JSON; `None` if too long, or if it can't be JSON.
fn size(envelope: &Envelope) -> Option<usize> {
    struct Counter(usize);
    impl Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            if self.0 > LONGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    envelope.to_writer(&mut counter).ok()?;
    Some(counter.0)
}

#[cfg(test)]
mod tests {
    use sentry_core::protocol::Event;

    use super::*;

    fn envelope(bytes: usize) -> Envelope {
        Event { message: Some("x".repeat(bytes)), ..Event::default() }.into()
    }

    #[test]
    fn number_and_bytes_are_bounded_and_losses_counted() {
        let queue = Queue::default();
        (0..MOST + 2).for_each(|_| queue.push(envelope(10)));
        assert_eq!(queue.dropped(), 2);
        queue.give_up();
        assert_eq!(queue.dropped(), MOST as u64 + 2);

        let queue = Queue::default();
        (0..20).for_each(|_| queue.push(envelope(LONGEST / 2)));
        assert!((4..=6).contains(&queue.dropped()), "{}", queue.dropped());
        let queue = Queue::default();
        queue.push(envelope(2 * LONGEST));
        queue.close();
        queue.push(envelope(1));
        assert_eq!(queue.dropped(), 2);
    }
}
