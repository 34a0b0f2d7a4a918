use std::io;
use std::sync::Arc;
use std::time::Duration;

use sentry_core::{Envelope, Transport};

use super::worker::start;
use super::{Orders, Queue};
use crate::Settings;
use crate::net::Net;

/// What a Sentry client hands its envelopes to. Whatever made them, they pass the net.
#[derive(Debug)]
pub(crate) struct EnvelopeTransport {
    queue: Arc<Queue>,
    orders: Orders,
}

impl EnvelopeTransport {
    /// Starts the thread. A connection is made when there is something to send.
    pub(crate) fn start(settings: &Settings, net: Net) -> io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let orders = start(settings.dsn.clone(), settings.endpoint.clone(), net, queue.clone())?;
        Ok(Self { queue, orders })
    }

    /// Sends what waits, for at most `deadline`, and nothing after that if it is for the `last` time.
    pub(crate) fn send_all(&self, deadline: Duration, last: bool) -> bool {
        self.orders.give(deadline, last)
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.queue.dropped()
    }

    pub(crate) fn publish(&self) {
        self.queue.publish();
    }
}

impl Transport for EnvelopeTransport {
    fn send_envelope(&self, envelope: Envelope) {
        self.queue.push(envelope);
    }

    fn flush(&self, timeout: Duration) -> bool {
        self.send_all(timeout, false)
    }

    fn shutdown(&self, timeout: Duration) -> bool {
        self.send_all(timeout, true)
    }
}
