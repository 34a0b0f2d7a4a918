use std::sync::Arc;

use sentry_core::Envelope;
use tracewell_export::{Account, Queue, Room};

/// What waits to be sent: failures apart from the rest and before it, so that a transaction for each request costs none.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    events: Arc<Queue<Envelope>>,
    others: Arc<Queue<Envelope>>,
}

impl Waiting {
    pub(super) fn new(events: Room, others: Room, account: Arc<Account>) -> Self {
        let queue = |room| Arc::new(Queue::new(room, account.clone()));
        Self { events: queue(events), others: queue(others) }
    }

    pub(super) fn push(&self, envelope: Envelope, bytes: usize) {
        let queue = if envelope.event().is_some() { &self.events } else { &self.others };
        queue.push(envelope, bytes);
    }

    /// The next one; it is on its way from then on.
    pub(super) fn take(&self) -> Option<Envelope> {
        [&self.events, &self.others].into_iter().find_map(|queue| queue.take().pop())
    }

    /// Returns when there may be one.
    pub(super) async fn ready(&self) {
        tokio::select! {
            () = self.events.ready() => {}
            () = self.others.ready() => {}
        }
    }

    pub(super) fn close(&self) {
        self.events.close();
        self.others.close();
    }

    pub(super) fn settle(&self) {
        self.events.settle();
        self.others.settle();
    }

    /// Who answers for all of it.
    pub(super) fn account(&self) -> &Account {
        self.events.account()
    }
}
