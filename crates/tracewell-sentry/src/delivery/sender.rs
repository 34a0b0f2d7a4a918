use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use sentry_core::Envelope;
use tokio::time::{Instant, sleep, timeout_at};

use super::http_post::pack;
use super::{Category, Failure, HttpPost, Limits, OrderBook, Outage, Queue};
use crate::net::{Clean, Net};

/// How often one envelope is tried. What is newer has waited long enough then.
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// How long one attempt may take.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

/// Cleans envelopes and gets them to Sentry.
pub(super) struct Sender {
    post: Option<HttpPost>,
    net: Net,
    limits: Limits,
    outage: Outage,
    queue: Arc<Queue>,
}

impl Sender {
    pub(super) fn new(post: Option<HttpPost>, net: Net, queue: Arc<Queue>) -> Self {
        Self { post, net, limits: Limits::default(), outage: Outage::default(), queue }
    }

    /// Whether the last attempt failed.
    pub(super) const fn is_out(&self) -> bool {
        self.outage.lasts()
    }

    /// Sends one envelope, several times if need be; what can't be sent is dropped and counted.
    ///
    /// An order that comes meanwhile cuts it short: one more attempt then, within its time.
    pub(super) async fn deliver(&mut self, envelope: Envelope, book: &mut OrderBook) {
        let Some(Clean { json, is_transaction, is_event }) = self.net.envelope(envelope) else {
            return self.queue.lose(1);
        };
        let category = match (is_event, is_transaction) {
            (true, _) => Category::Error,
            (false, true) => Category::Transaction,
            (false, false) => Category::Other,
        };
        let Some(body) = pack(&json).filter(|_| !self.limits.forbid(category, Instant::now())) else {
            return self.queue.lose(1);
        };
        for attempt in 0..ATTEMPTS {
            let failure = match self.attempt(body.clone(), book).await {
                Ok((status, headers)) => {
                    self.limits.learn(status, &headers, Instant::now());
                    if status.is_success() {
                        return self.outage.delivered();
                    }
                    Failure::of_status(status)
                }
                Err(failure) => failure,
            };
            self.outage.failed(failure.error_type);
            // Refused for good, or pressed for time.
            if !failure.transient || attempt + 1 == ATTEMPTS || book.pressing().is_some() {
                break;
            }
            tokio::select! {
                () = sleep(FIRST_PAUSE * 2_u32.pow(attempt)) => {}
                _ = book.orders.changed() => {}
            }
        }
        self.queue.lose(1);
    }

    async fn attempt(&self, body: Bytes, book: &mut OrderBook) -> Result<(StatusCode, HeaderMap), Failure> {
        let Some(post) = &self.post else { return Err(Failure::UNREACHABLE) };
        let own = Instant::now() + TIMEOUT;
        let mut until = book.pressing().map_or(own, |order| order.until.min(own));
        let mut sent = std::pin::pin!(post.send(body));
        loop {
            tokio::select! {
                answer = timeout_at(until, &mut sent) => return answer.unwrap_or(Err(Failure::TIMEOUT)),
                changed = book.orders.changed() => {
                    if changed.is_err() {
                        return timeout_at(until, sent).await.unwrap_or(Err(Failure::TIMEOUT));
                    }
                    // What is under way goes on, within the time that is left.
                    until = book.pressing().map_or(own, |order| order.until.min(own));
                }
            }
        }
    }
}
