use crate::{Account, OrderBook};

/// Where an exporter's batches come from, and how they leave.
pub trait Source: Send {
    /// Sends one batch, or gives it up; `false` if nothing waits.
    fn send_next(&mut self, book: &mut OrderBook) -> impl Future<Output = bool>;

    /// Returns when it may be worth trying.
    fn ready(&self) -> impl Future<Output = ()>;

    /// Who answers for it.
    fn account(&self) -> &Account;

    /// Whether more may wait after a batch: not where one is all there is.
    fn has_more(&self) -> bool {
        true
    }

    /// Takes nothing more in.
    fn close(&self) {}

    /// The time is over: gives up what waits.
    fn settle(&self) {}
}
