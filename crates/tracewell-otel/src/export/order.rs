use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// What the process asks of the exporters: to send everything that waits, by a time, and to go on or to end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) number: u64,
    pub(super) until: Instant,
    pub(super) last: bool,
}

/// The exporters' end of it.
#[derive(Clone, Debug)]
pub(super) struct OrderBook {
    pub(super) orders: watch::Receiver<Option<Order>>,
    pub(super) done: Sender<u64>,
}

/// The process's end of it: from any thread, in any runtime or none.
#[derive(Debug)]
pub(crate) struct Orders {
    orders: watch::Sender<Option<Order>>,
    done: Mutex<Done>,
}

#[derive(Debug)]
struct Done {
    answers: Receiver<u64>,
    /// How many exporters answer.
    exporters: usize,
    number: u64,
}

impl Orders {
    pub(super) fn new(exporters: usize) -> (Self, OrderBook) {
        let (orders, received) = watch::channel(None);
        let (done, answers) = mpsc::channel();
        let done_here = Mutex::new(Done { answers, exporters, number: 0 });
        (Self { orders, done: done_here }, OrderBook { orders: received, done })
    }

    /// Has everything sent that waits, and waits for that, but no longer than `deadline`. Says whether it was sent, or at
    /// least tried.
    ///
    /// It blocks this thread and nobody else: the exporters have a thread of their own.
    pub(crate) fn give(&self, deadline: Duration, last: bool) -> bool {
        let until = std::time::Instant::now() + deadline;
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.number += 1;
        let number = done.number;
        self.orders.send_replace(Some(Order { number, until: until.into(), last }));
        let mut missing = done.exporters;
        while missing > 0 {
            let left = until.saturating_duration_since(std::time::Instant::now());
            match done.answers.recv_timeout(left) {
                Ok(answered) if answered == number => missing -= 1,
                // The late answer to an order that was given up.
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return false,
                // The thread is gone, and nothing waits any more.
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
        true
    }
}
