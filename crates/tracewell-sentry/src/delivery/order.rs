use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// What the process asks of the thread: to send everything that waits, by a time, and to go on or to end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) number: u64,
    pub(super) until: Instant,
    pub(super) last: bool,
}

/// The thread's end of it.
pub(super) struct OrderBook {
    pub(super) orders: watch::Receiver<Option<Order>>,
    pub(super) done: mpsc::Sender<u64>,
}

impl OrderBook {
    /// The order whose time is not over, if there is one.
    pub(super) fn pressing(&self) -> Option<Order> {
        (*self.orders.borrow()).filter(|order| order.last || order.until > Instant::now())
    }
}

/// The process's end of it: from any thread, in any runtime or none.
#[derive(Debug)]
pub(super) struct Orders {
    orders: watch::Sender<Option<Order>>,
    done: Mutex<(Receiver<u64>, u64)>,
}

impl Orders {
    pub(super) fn new() -> (Self, OrderBook) {
        let (orders, received) = watch::channel(None);
        let (done, answers) = mpsc::channel();
        (Self { orders, done: Mutex::new((answers, 0)) }, OrderBook { orders: received, done })
    }

    /// Has everything sent that waits, and waits for that, but no longer than `deadline`. Says whether it was sent, or at
    /// least tried.
    pub(super) fn give(&self, deadline: Duration, last: bool) -> bool {
        let until = std::time::Instant::now() + deadline;
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let (answers, number) = &mut *done;
        *number += 1;
        // A little less, so that an outage is told, and what is lost counted, before the caller goes on.
        let own_until = until - deadline / 8;
        self.orders.send_replace(Some(Order { number: *number, until: own_until.into(), last }));
        loop {
            match answers.recv_timeout(until.saturating_duration_since(std::time::Instant::now())) {
                Ok(answered) if answered == *number => return true,
                // The late answer to an order that was given up.
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return false,
                // The thread is gone, and nothing waits any more.
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }
}
