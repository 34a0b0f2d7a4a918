use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use metrics::counter;
use tracewell_names::{metric, reason};

/// What one exporter answers for: what it has taken on and not delivered yet, what was lost, and whether it fails at the
/// moment.
///
/// Two may settle it, the exporter and whoever waits for its end; whoever comes first does, and the other waits for that.
pub struct Account {
    exporter: &'static str,
    tell: fn(&'static str, Option<&'static str>),
    dropped: AtomicU64,
    /// Taken from a queue, and on its way. Added to under the lock of the queue, so not under one of ours: what is told
    /// under ours may be put into that very queue.
    items: AtomicUsize,
    is_out: Mutex<bool>,
}

impl Account {
    /// Of the exporter of this name. `tell` tells of its outages, by that name: with the reason when one begins, without
    /// when it ends. It is called on the thread that found out.
    #[must_use]
    pub const fn new(exporter: &'static str, tell: fn(&'static str, Option<&'static str>)) -> Self {
        let (dropped, items, is_out) = (AtomicU64::new(0), AtomicUsize::new(0), Mutex::new(false));
        Self { exporter, tell, dropped, items, is_out }
    }

    /// So many items are on their way from now on.
    pub fn take_on(&self, items: usize) {
        self.items.fetch_add(items, Ordering::AcqRel);
    }

    /// What was on its way has arrived, but for so many that were taken and thrown away.
    pub fn delivered(&self, rejected: usize) {
        let mut is_out = self.lock();
        let items = self.items.swap(0, Ordering::AcqRel);
        self.lose(rejected.min(items));
        if std::mem::take(&mut *is_out) {
            (self.tell)(self.exporter, None);
        }
    }

    /// An attempt failed. More may follow.
    pub fn failed(&self, error_type: &'static str) {
        self.fail(&mut self.lock(), error_type);
    }

    /// What was on its way is given up.
    pub fn give_up(&self) {
        let _is_out = self.lock();
        self.lose(self.items.swap(0, Ordering::AcqRel));
    }

    /// The time is over: what is on its way is given up, and so many that have not left yet; why is told.
    pub fn settle(&self, waiting: usize) {
        let mut is_out = self.lock();
        let items = waiting + self.items.swap(0, Ordering::AcqRel);
        if items > 0 {
            self.fail(&mut is_out, reason::TIMEOUT);
        }
        self.lose(items);
    }

    /// Counts so many more that were lost.
    pub fn lose(&self, items: usize) {
        self.dropped.fetch_add(items as u64, Ordering::Relaxed);
    }

    /// Whether the last attempt failed.
    #[must_use]
    pub fn is_out(&self) -> bool {
        *self.lock()
    }

    /// What was lost so far.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Hands the count to the recorder of metrics, 0 too.
    pub fn publish(&self) {
        counter!(metric::TELEMETRY_DROPPED_TOTAL, metric::LABEL_EXPORTER => self.exporter).absolute(self.dropped());
    }

    fn fail(&self, is_out: &mut bool, error_type: &'static str) {
        // Told under the lock: who comes second goes on when it is told, and not before.
        if !std::mem::replace(is_out, true) {
            (self.tell)(self.exporter, Some(error_type));
        }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("exporter", &self.exporter)
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    thread_local! {
        static TOLD: RefCell<Vec<Option<&'static str>>> = const { RefCell::new(Vec::new()) };
    }

    fn account() -> Account {
        TOLD.take();
        Account::new("some", |_, failed| TOLD.with_borrow_mut(|told| told.push(failed)))
    }

    #[test]
    fn an_outage_is_told_when_it_begins_and_when_it_ends() {
        let account = account();
        account.take_on(3);
        account.failed("unreachable");
        account.failed("timeout");
        account.delivered(0);
        account.delivered(0);
        assert_eq!((TOLD.take(), account.dropped()), (vec![Some("unreachable"), None], 0));
    }

    #[test]
    fn whoever_comes_second_counts_nothing() {
        let account = account();
        account.take_on(3);
        account.settle(0);
        account.give_up();
        account.delivered(2);
        assert_eq!((TOLD.take(), account.dropped()), (vec![Some("timeout"), None], 3));
        account.take_on(3);
        account.delivered(0);
        account.settle(0);
        assert_eq!((TOLD.take(), account.dropped()), (vec![], 3));
    }

    #[test]
    fn no_more_is_rejected_than_was_sent() {
        let account = account();
        account.take_on(3);
        account.delivered(usize::MAX);
        assert_eq!(account.dropped(), 3);
    }
}
