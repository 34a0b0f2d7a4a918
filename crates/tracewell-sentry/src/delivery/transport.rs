use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use sentry_core::{Envelope, Transport};
use tracewell_export::{Account, Given, Orders, Room, export, spawn};
use tracewell_names::metric;

use super::{Envelopes, Waiting, tell};
use crate::Settings;
use crate::net::Net;

/// Envelopes and bytes, as JSON, that may wait; they leave one by one.
const ROOM: Room =
    Room { items: 128, bytes: 8 * 1024 * 1024, batch: 1, batch_bytes: usize::MAX, delay: Duration::ZERO };
/// The same of those without an event: each request may be one.
const ROOM_OF_OTHERS: Room = Room { bytes: 4 * 1024 * 1024, ..ROOM };
/// Bytes of one envelope, as JSON. Sentry takes no event beyond 1 MiB.
const LONGEST: usize = 1024 * 1024;

/// What a Sentry client hands its envelopes to. Whatever made them, they pass the net.
#[derive(Debug)]
pub(crate) struct EnvelopeTransport {
    waiting: Waiting,
    orders: Orders,
}

impl EnvelopeTransport {
    /// Starts the thread. A connection is made when there is something to send.
    pub(crate) fn start(settings: &Settings, net: Net) -> io::Result<Self> {
        let waiting = Waiting::new(ROOM, ROOM_OF_OTHERS, Arc::new(Account::new(metric::EXPORTER_SENTRY, tell)));
        let (overdue, source, settings) = (waiting.clone(), waiting.clone(), settings.clone());
        let (orders, book) = Orders::new(vec![Arc::new(move || overdue.settle())]);
        spawn("tracewell-sentry", move || async move { export(Envelopes::new(source, &settings, net), book).await })?;
        Ok(Self { waiting, orders })
    }

    /// Sends what waits, for at most `deadline`, and nothing after that if it is for the `last` time.
    pub(crate) fn send_all(&self, deadline: Duration, last: bool) -> bool {
        self.orders.give(deadline, last)
    }

    /// The same, to be waited for.
    pub(crate) fn begin(&self, deadline: Duration, last: bool) -> Given<'_> {
        self.orders.begin(deadline, last)
    }

    /// Events and transactions that were lost so far.
    pub(crate) fn dropped(&self) -> u64 {
        self.waiting.account().dropped()
    }

    pub(crate) fn publish(&self) {
        self.waiting.account().publish();
    }
}

impl Transport for EnvelopeTransport {
    fn send_envelope(&self, envelope: Envelope) {
        match size(&envelope) {
            Some(bytes) => self.waiting.push(envelope, bytes),
            None => self.waiting.account().lose(1),
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
    use sentry_core::protocol::{Event, Transaction};

    use super::*;

    fn transport() -> EnvelopeTransport {
        let waiting = Waiting::new(ROOM, ROOM_OF_OTHERS, Arc::new(Account::new(metric::EXPORTER_SENTRY, tell)));
        EnvelopeTransport { waiting, orders: Orders::new(Vec::new()).0 }
    }

    fn envelope(bytes: usize) -> Envelope {
        Event { message: Some("x".repeat(bytes)), ..Event::default() }.into()
    }

    #[test]
    fn number_and_bytes_are_bounded_and_losses_counted() {
        let many = transport();
        (0..ROOM.items + 2).for_each(|_| many.send_envelope(envelope(10)));
        assert_eq!(many.dropped(), 2);
        many.waiting.settle();
        assert_eq!(many.dropped(), ROOM.items as u64 + 2);

        let large = transport();
        (0..20).for_each(|_| large.send_envelope(envelope(LONGEST / 2)));
        assert!((4..=6).contains(&large.dropped()), "{}", large.dropped());

        let closed = transport();
        closed.send_envelope(envelope(2 * LONGEST));
        closed.waiting.close();
        closed.send_envelope(envelope(1));
        assert_eq!(closed.dropped(), 2);
    }

    #[test]
    fn transactions_take_no_room_of_events_and_go_after_them() {
        let transport = transport();
        let transaction = || Envelope::from(Transaction::default());
        (0..2 * ROOM.items).for_each(|_| transport.send_envelope(transaction()));
        (0..ROOM.items).for_each(|_| transport.send_envelope(envelope(10)));
        assert_eq!(transport.dropped(), ROOM.items as u64, "of transactions");
        for _ in 0..ROOM.items {
            assert!(transport.waiting.take().unwrap().event().is_some());
        }
        let transactions = std::iter::from_fn(|| transport.waiting.take()).count();
        assert_eq!(transactions, ROOM.items);
        transport.waiting.settle();
        assert_eq!(transport.dropped(), 3 * ROOM.items as u64, "each is counted once");
    }
}
