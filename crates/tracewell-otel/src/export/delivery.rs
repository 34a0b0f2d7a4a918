use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};

use super::order::Order;
use super::outage::Outage;
use super::totals::Totals;
use crate::environment::Destination;
use crate::otlp::{Failure, Transport};
use crate::signal::Signal;

/// How often one request is tried. What is newer has waited long enough then.
const ATTEMPTS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// One signal's way to its collector.
pub(super) struct Delivery {
    transport: Transport,
    signal: Signal,
    timeout: Duration,
    outage: Outage,
    totals: Arc<Totals>,
}

impl Delivery {
    pub(super) fn new(signal: Signal, destination: &Destination, totals: Arc<Totals>) -> Option<Self> {
        let transport = Transport::new(signal, destination)?;
        Some(Self { transport, signal, timeout: destination.timeout, outage: Outage::new(signal), totals })
    }

    /// Sends one request with `items` in it, several times if need be; what can't be sent is dropped and counted.
    ///
    /// An order that comes meanwhile cuts it short: one more attempt then, within its time.
    pub(super) async fn deliver(&mut self, request: Bytes, items: usize, orders: &mut watch::Receiver<Option<Order>>) {
        for attempt in 0..ATTEMPTS {
            let failure = match self.attempt(request.clone(), orders).await {
                Ok(()) => return self.outage.delivered(),
                Err(failure) => failure,
            };
            self.outage.failed(failure.error_type);
            // Pressed for time, or refused for good.
            if !failure.transient || attempt + 1 == ATTEMPTS || pressing(orders).is_some() {
                break;
            }
            let pause = failure.wait.unwrap_or_else(|| (FIRST_PAUSE * 2_u32.pow(attempt)).min(LONGEST_PAUSE));
            tokio::select! {
                () = sleep(pause) => {}
                _ = orders.changed() => {}
            }
        }
        self.totals.lose(self.signal, items);
    }

    /// Whether the last attempt failed: what can be sent later should be.
    pub(super) const fn is_out(&self) -> bool {
        self.outage.lasts()
    }

    async fn attempt(&mut self, request: Bytes, orders: &mut watch::Receiver<Option<Order>>) -> Result<(), Failure> {
        let own = Instant::now() + self.timeout;
        let until = pressing(orders).map_or(own, |order| order.until.min(own));
        let sent = timeout_at(until, self.transport.send(request));
        let mut sent = std::pin::pin!(sent);
        loop {
            tokio::select! {
                answer = &mut sent => return answer.unwrap_or_else(|_| Err(Failure::timeout())),
                changed = orders.changed() => {
                    if changed.is_err() {
                        return sent.await.unwrap_or_else(|_| Err(Failure::timeout()));
                    }
                    // What is under way goes on, within the time that is left.
                    if let Some(order) = pressing(orders) {
                        return timeout_at(order.until, sent)
                            .await
                            .unwrap_or_else(|_| Ok(Err(Failure::timeout())))
                            .unwrap_or_else(|_| Err(Failure::timeout()));
                    }
                }
            }
        }
    }
}

/// The order whose time is not over, if there is one.
pub(super) fn pressing(orders: &watch::Receiver<Option<Order>>) -> Option<Order> {
    (*orders.borrow()).filter(|order| order.last || order.until > Instant::now())
}
