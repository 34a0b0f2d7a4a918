use std::fmt;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// Between two looks whether it is our turn.
const PATIENCE: Duration = Duration::from_millis(1);

/// Nobody waits for longer. A time that no clock reaches would be none to count with.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What the process asks of the exporters: to send everything that waits, by a time, and to go on or to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    number: u64,
    pub(crate) until: Instant,
    pub(crate) last: bool,
}

/// The exporters' end of it.
#[derive(Clone, Debug)]
pub struct OrderBook {
    orders: watch::Receiver<Option<Order>>,
    done: Sender<u64>,
    obeyed: u64,
    answered: u64,
}

/// The process's end of it: from any thread, in any runtime or none.
pub struct Orders {
    orders: watch::Sender<Option<Order>>,
    done: Mutex<Done>,
    overdue: Vec<Arc<dyn Fn() + Send + Sync>>,
}

/// An order that was given, and is to be waited for.
pub struct Given<'o> {
    orders: &'o Orders,
    /// None if another one was under way for all of the time.
    done: Option<MutexGuard<'o, Done>>,
    until: std::time::Instant,
    last: bool,
}

struct Done {
    answers: Receiver<u64>,
    number: u64,
}

impl Orders {
    /// For as many exporters as there are `overdue`, which give up in the name of one each what it has not done in time.
    #[must_use]
    pub fn new(overdue: Vec<Arc<dyn Fn() + Send + Sync>>) -> (Self, OrderBook) {
        let (orders, received) = watch::channel(None);
        let (done, answers) = mpsc::channel();
        let this = Self { orders, done: Mutex::new(Done { answers, number: 0 }), overdue };
        (this, OrderBook { orders: received, done, obeyed: 0, answered: 0 })
    }

    /// Has everything sent that waits, and waits for that, but no longer than `deadline`, nor than a day. Says whether it was sent, or at
    /// least tried. With a `last` order the exporters end; what they have not done by then is given up here, so that all
    /// that was lost is counted when this returns.
    ///
    /// It blocks this thread and nobody else: the exporters have a thread of their own.
    pub fn give(&self, deadline: Duration, last: bool) -> bool {
        self.begin(deadline, last).wait()
    }

    /// The same in two steps, so that several may be at work at the same time. Where another order is under way it waits for
    /// the end of that first.
    #[must_use = "nothing waits for it, and nothing that is late is counted, before `wait`"]
    pub fn begin(&self, deadline: Duration, last: bool) -> Given<'_> {
        let until = std::time::Instant::now() + deadline.min(LONGEST);
        let mut done = self.done_by(until);
        if let Some(done) = &mut done {
            done.number += 1;
            self.orders.send_replace(Some(Order { number: done.number, until: until.into(), last }));
        }
        Given { orders: self, done, until, last }
    }

    fn settle(&self, last: bool) {
        if last {
            self.overdue.iter().for_each(|overdue| overdue());
        }
    }

    /// Our turn to give orders, if it comes in time.
    fn done_by(&self, until: std::time::Instant) -> Option<MutexGuard<'_, Done>> {
        loop {
            match self.done.try_lock() {
                Ok(done) => return Some(done),
                Err(TryLockError::Poisoned(done)) => return Some(done.into_inner()),
                Err(TryLockError::WouldBlock) if std::time::Instant::now() < until => std::thread::sleep(PATIENCE),
                Err(TryLockError::WouldBlock) => return None,
            }
        }
    }
}

impl Given<'_> {
    /// Waits for it, until its deadline; see [`Orders::give`].
    pub fn wait(self) -> bool {
        let Self { orders, done, until, last } = self;
        let Some(done) = done else {
            // Somebody else waits for longer than this one may.
            orders.settle(last);
            return false;
        };
        let number = done.number;
        let mut missing = orders.overdue.len();
        let mut in_time = true;
        while missing > 0 && in_time {
            match done.answers.recv_timeout(until.saturating_duration_since(std::time::Instant::now())) {
                Ok(answered) if answered == number => missing -= 1,
                // The late answer to an order that was given up.
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => in_time = false,
                // The thread is gone, and nothing waits any more.
                Err(RecvTimeoutError::Disconnected) => missing = 0,
            }
        }
        orders.settle(last);
        in_time
    }
}

impl OrderBook {
    /// An order that was not taken from here before.
    pub(crate) fn next(&mut self) -> Option<Order> {
        let order = (*self.orders.borrow_and_update()).filter(|order| order.number != self.obeyed)?;
        self.obeyed = order.number;
        Some(order)
    }

    /// Returns when there may be an order; `false` if there will be none any more.
    pub(crate) async fn changed(&mut self) -> bool {
        self.orders.changed().await.is_ok()
    }

    /// What is done presses no longer: its time may be far from over.
    pub(crate) fn answer(&mut self, order: Order) {
        self.answered = order.number;
        let _ = self.done.send(order.number);
    }

    /// Whether there is an order that is not obeyed yet, and whose time is not over.
    #[must_use]
    pub fn is_pressing(&self) -> bool {
        self.pressing().is_some()
    }

    fn pressing(&self) -> Option<Order> {
        let presses = |order: &Order| order.number != self.answered && (order.last || order.until > Instant::now());
        (*self.orders.borrow()).filter(presses)
    }

    /// Waits for `work` for at most `longest`, and for no longer than an order has time, also one that comes meanwhile.
    pub(crate) async fn within<T>(&mut self, longest: Duration, work: impl Future<Output = T>) -> Option<T> {
        let own = Instant::now() + longest;
        let mut work = std::pin::pin!(work);
        loop {
            let until = self.pressing().map_or(own, |order| order.until.min(own));
            tokio::select! {
                biased;
                done = timeout_at(until, &mut work) => return done.ok(),
                changed = self.orders.changed() => if changed.is_err() {
                    return timeout_at(until, work).await.ok();
                },
            }
        }
    }
}

impl fmt::Debug for Orders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Orders").field("exporters", &self.overdue.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("until", &self.until).field("last", &self.last).finish_non_exhaustive()
    }
}
