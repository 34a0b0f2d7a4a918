use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use sentry_core::{Envelope, Transport};
use tracewell_export::{Account, Orders, Queue, Room, export, spawn};
use tracewell_names::metric;

use super::{Envelopes, tell};
use crate::Settings;
use crate::net::Net;

/// Envelopes and bytes, as JSON, that may wait; they leave one by one.
const ROOM: Room =
    Room { items: 128, bytes: 8 * 1024 * 1024, batch: 1, batch_bytes: usize::MAX, delay: Duration::ZERO };
/// Bytes of one envelope, as JSON. Sentry takes no event beyond 1 MiB.
const LONGEST: usize = 1024 * 1024;

/// What a Sentry client hands its envelopes to. Whatever made them, they pass the net.
#[derive(Debug)]
pub(crate) struct EnvelopeTransport {
    queue: Arc<Queue<Envelope>>,
    orders: Orders,
}

impl EnvelopeTransport {
    /// Starts the thread. A connection is made when there is something to send.
    pub(crate) fn start(settings: &Settings, net: Net) -> io::Result<Self> {
        let queue = Arc::new(Queue::new(ROOM, Arc::new(Account::new(metric::EXPORTER_SENTRY, tell))));
        let (overdue, source, settings) = (queue.clone(), queue.clone(), settings.clone());
        let (orders, book) = Orders::new(vec![Arc::new(move || overdue.settle())]);
        spawn("tracewell-sentry", move || async move { export(Envelopes::new(source, &settings, net), book).await })?;
        Ok(Self { queue, orders })
    }

    /// Sends what waits, for at most `deadline`, and nothing after that if it is for the `last` time.
    pub(crate) fn send_all(&self, deadline: Duration, last: bool) -> bool {
        self.orders.give(deadline, last)
    }

    /// Events and transactions that were lost so far.
    pub(crate) fn dropped(&self) -> u64 {
        self.queue.account().dropped()
    }

    pub(crate) fn publish(&self) {
        self.queue.account().publish();
    }
}

impl Transport for EnvelopeTransport {
    fn send_envelope(&self, envelope: Envelope) {
        match size(&envelope) {
            Some(bytes) => self.queue.push(envelope, bytes),
            None => self.queue.account().lose(1),
        }
    }

    fn flush(&self, timeout: Duration) -> bool {
        self.send_all(timeout, false)
    }

    fn shutdown(&self, timeout: Duration) -> bool {
        self.send_all(timeout, true)
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

    fn transport() -> EnvelopeTransport {
        let queue = Arc::new(Queue::new(ROOM, Arc::new(Account::new(metric::EXPORTER_SENTRY, tell))));
        EnvelopeTransport { queue, orders: Orders::new(Vec::new()).0 }
    }

    fn envelope(bytes: usize) -> Envelope {
        Event { message: Some("x".repeat(bytes)), ..Event::default() }.into()
    }

    #[test]
    fn number_and_bytes_are_bounded_and_losses_counted() {
        let many = transport();
        (0..ROOM.items + 2).for_each(|_| many.send_envelope(envelope(10)));
        assert_eq!(many.dropped(), 2);
        many.queue.settle();
        assert_eq!(many.dropped(), ROOM.items as u64 + 2);

        let large = transport();
        (0..20).for_each(|_| large.send_envelope(envelope(LONGEST / 2)));
        assert!((4..=6).contains(&large.dropped()), "{}", large.dropped());

        let closed = transport();
        closed.send_envelope(envelope(2 * LONGEST));
        closed.queue.close();
        closed.send_envelope(envelope(1));
        assert_eq!(closed.dropped(), 2);
    }
}
