use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::Account;

/// How much may wait, and how much leaves at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Items that may wait.
    pub items: usize,
    /// Bytes that may wait, by estimate: a few large items fill it as well as many small ones.
    pub bytes: usize,
    /// Items that leave at once.
    pub batch: usize,
    /// Bytes that leave at once, but for one item that is larger.
    pub batch_bytes: usize,
    /// How long one waits for others.
    pub delay: Duration,
}

/// What waits for its export: bounded in number and bytes, never blocking, dropping what does not fit.
pub struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    ready: Notify,
    room: Room,
    account: Arc<Account>,
}

struct Waiting<T> {
    items: VecDeque<(T, usize)>,
    bytes: usize,
    closed: bool,
}

impl<T> Queue<T> {
    /// An empty one; what is lost is counted by `account`.
    #[must_use]
    pub fn new(room: Room, account: Arc<Account>) -> Self {
        let waiting = Mutex::new(Waiting { items: VecDeque::new(), bytes: 0, closed: false });
        Self { waiting, ready: Notify::new(), room, account }
    }

    /// Puts `item` in, which takes about `bytes`.
    pub fn push(&self, item: T, bytes: usize) {
        let mut waiting = self.waiting();
        let full = waiting.items.len() >= self.room.items || waiting.bytes.saturating_add(bytes) > self.room.bytes;
        if full || waiting.closed {
            drop(waiting);
            // `item` is dropped here, outside the lock.
            return self.account.lose(1);
        }
        waiting.items.push_back((item, bytes));
        waiting.bytes += bytes;
        let is_batch = waiting.items.len() == self.room.batch.min(self.room.items)
            || waiting.bytes >= self.room.batch_bytes
            || self.room.delay.is_zero();
        drop(waiting);
        if is_batch {
            self.ready.notify_one();
        }
    }

    /// As much as may leave at once, oldest first. It is on its way from then on.
    pub fn take(&self) -> Vec<T> {
        let mut waiting = self.waiting();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < self.room.batch && (batch.is_empty() || bytes < self.room.batch_bytes) {
            let Some((item, size)) = waiting.items.pop_front() else { break };
            waiting.bytes -= size;
            bytes += size;
            batch.push(item);
        }
        // Under the lock, so that at no moment an item is neither here nor there.
        self.account.take_on(batch.len());
        batch
    }

    /// Waits for a batch to be full, or for the longest time that one waits for others.
    pub async fn ready(&self) {
        let notified = self.ready.notified();
        if !self.room.delay.is_zero() {
            let _ = tokio::time::timeout(self.room.delay, notified).await;
        } else if self.waiting().items.is_empty() {
            notified.await;
        }
    }

    /// Takes nothing more.
    pub fn close(&self) {
        self.waiting().closed = true;
    }

    /// The time is over: takes nothing more, and gives up what waits and what is on its way.
    pub fn settle(&self) {
        let left = {
            let mut waiting = self.waiting();
            waiting.closed = true;
            waiting.bytes = 0;
            std::mem::take(&mut waiting.items)
        };
        self.account.settle(left.len());
    }

    /// Who answers for it.
    pub fn account(&self) -> &Account {
        &self.account
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("room", &self.room).field("account", &self.account).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(items: usize, batch: usize) -> (Queue<u32>, Arc<Account>) {
        let account = Arc::new(Account::new("some", |_, _| {}));
        let room = Room { items, bytes: 16 << 20, batch, batch_bytes: 2 << 20, delay: Duration::from_secs(1) };
        (Queue::new(room, account.clone()), account)
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_counted() {
        let (queue, account) = queue(3, 2);
        for item in 0..5 {
            queue.push(item, 1);
        }
        assert_eq!(account.dropped(), 2);
        assert_eq!((queue.take(), queue.take(), queue.take()), (vec![0, 1], vec![2], vec![]));
        queue.close();
        queue.push(9, 1);
        assert_eq!((queue.take(), account.dropped()), (vec![], 3));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let (queue, account) = queue(1000, 1000);
        for item in 0..100 {
            queue.push(item, 1024 * 1024);
        }
        assert_eq!(account.dropped(), 84);
        assert_eq!(queue.take().len(), 2);
        queue.push(0, usize::MAX);
        assert_eq!(account.dropped(), 85);
    }

    #[test]
    fn what_waits_and_what_is_on_its_way_is_counted_once() {
        let (queue, account) = queue(10, 4);
        (0..10).for_each(|item| queue.push(item, 1));
        assert_eq!(queue.take().len(), 4);
        queue.settle();
        assert_eq!(account.dropped(), 10);
        account.give_up();
        queue.settle();
        assert_eq!(account.dropped(), 10);
    }
}
