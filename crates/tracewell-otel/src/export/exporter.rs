use std::sync::Arc;

use tracewell_export::{Account, Attempts, Failure, OrderBook, Source};
use tracewell_names::reason;

use super::{Batches, Work};
use crate::otlp::{Answer, Transport};

/// How often one request is tried. What is newer has waited long enough then.
const ATTEMPTS: u32 = 5;

/// One signal's way to its collector.
pub(super) struct Exporter<B> {
    batches: B,
    account: Arc<Account>,
    attempts: Attempts,
    /// None if there is no trust root on this machine, or a name that is none in TLS.
    transport: Option<Transport>,
}

impl<B: Batches> Exporter<B> {
    /// Inside a runtime.
    pub(super) fn new(work: Work<B>) -> Self {
        let Work { signal, destination, account, batches, .. } = work;
        let attempts = Attempts::new(ATTEMPTS, destination.timeout);
        Self { batches, account, attempts, transport: Transport::new(signal, &destination) }
    }
}

impl<B: Batches> Source for Exporter<B> {
    async fn send_next(&mut self, book: &mut OrderBook) -> bool {
        let Some((request, items)) = self.batches.next() else { return false };
        let transport = &mut self.transport;
        let send = async || {
            let transport = transport.as_mut().ok_or(Failure::new(reason::UNREACHABLE))?;
            let Answer { rejected } = transport.send(request.clone()).await?;
            // One that takes everything and keeps nothing is no better than one that refuses.
            if rejected > 0 && rejected >= items { Err(Failure::new(reason::REJECTED)) } else { Ok(rejected) }
        };
        self.attempts.deliver(&self.account, book, send).await;
        true
    }

    async fn ready(&self) {
        self.batches.ready().await;
    }

    fn account(&self) -> &Account {
        &self.account
    }

    fn has_more(&self) -> bool {
        self.batches.has_more()
    }

    fn close(&self) {
        self.batches.close();
    }

    fn settle(&self) {
        self.batches.settle();
    }
}
