use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use super::rate::Rate;

/// The least time between two lines that tell how much was lost.
const TELL_EVERY_MS: u64 = 1000;

/// DEBUG lines of requests, jobs and messages, kept in memory while the work is under way and written only if it fails.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`work_bytes`](Self::work_bytes) | 64 KiB | some 200 lines; the oldest make room |
/// | [`total_bytes`](Self::total_bytes) | 16 MiB | whatever is under way at once |
/// | [`bytes_per_second`](Self::bytes_per_second) | 1 MiB | a flood of failures is not made ten times as long |
/// | [`client_errors`](Self::client_errors) | no | anybody can have any number of them |
///
/// [`LogLayer::keep_detail`](crate::LogLayer::keep_detail) makes use of it.
#[derive(Clone, Debug)]
pub struct Detail {
    work_bytes: usize,
    total_bytes: usize,
    client_errors: bool,
    account: Arc<Account>,
}

#[derive(Debug)]
struct Account {
    rate: Rate,
    start: Instant,
    /// Bytes that are kept now.
    used: AtomicUsize,
    /// Lines that were written.
    written: AtomicU64,
    /// Lines of work that failed which were not.
    lost: AtomicU64,
    told: AtomicU64,
    next_tale_ms: AtomicU64,
}

impl Default for Detail {
    fn default() -> Self {
        Self { work_bytes: 64 << 10, total_bytes: 16 << 20, client_errors: false, account: Account::new(1 << 20) }
    }
}

impl Detail {
    /// Keeps lines within the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How much is kept of one piece of work, in bytes; 1 KiB to 16 MiB.
    #[must_use]
    pub fn work_bytes(mut self, bytes: usize) -> Self {
        self.work_bytes = bytes.clamp(1 << 10, 16 << 20);
        self
    }

    /// How much is kept of all work together, in bytes; up to 1 GiB. What is more is lost, and counted.
    #[must_use]
    pub fn total_bytes(mut self, bytes: usize) -> Self {
        self.total_bytes = bytes.min(1 << 30);
        self
    }

    /// How much is written in one second, in bytes; up to 1 GiB. Work of which not all lines fit gets none of them written,
    /// so that what is there is whole.
    #[must_use]
    pub fn bytes_per_second(mut self, bytes: u32) -> Self {
        self.account = Account::new(bytes.min(1 << 30));
        self
    }

    /// Whether a request that the client is to blame for, a 4xx, counts as failed.
    #[must_use]
    pub const fn client_errors(mut self, yes: bool) -> Self {
        self.client_errors = yes;
        self
    }

    /// Bytes that are kept now.
    #[must_use]
    pub fn used(&self) -> usize {
        self.account.used.load(Ordering::Relaxed)
    }

    /// Lines that were written, each once however many outputs there are.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.account.written.load(Ordering::Relaxed)
    }

    /// Lines of work that failed which were not written, for want of room or because too much was.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.account.lost.load(Ordering::Relaxed)
    }

    /// How many lines were lost that nobody was told of. Whoever gets a number tells it.
    #[must_use]
    pub fn take_untold(&self) -> Option<u64> {
        let Account { lost, told, .. } = &*self.account;
        let lost = lost.load(Ordering::Relaxed);
        // Of two at once, the later one gets what came in between.
        let before = told.fetch_max(lost, Ordering::Relaxed);
        lost.checked_sub(before).filter(|untold| *untold > 0)
    }

    /// The same, but at most once a second.
    pub(crate) fn take_untold_in_turn(&self) -> Option<u64> {
        let Account { start, next_tale_ms, .. } = &*self.account;
        let now = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let next = next_tale_ms.load(Ordering::Relaxed);
        let then = now.saturating_add(TELL_EVERY_MS);
        let in_turn = now >= next
            && self.lost() > self.account.told.load(Ordering::Relaxed)
            && next_tale_ms.compare_exchange(next, then, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if in_turn { self.take_untold() } else { None }
    }

    pub(crate) const fn counts_client_errors(&self) -> bool {
        self.client_errors
    }

    pub(super) const fn most(&self) -> usize {
        self.work_bytes
    }

    /// Takes `bytes` of the room there is for all.
    pub(super) fn reserve(&self, bytes: usize) -> bool {
        let before = self.account.used.fetch_add(bytes, Ordering::Relaxed);
        let fits = before.saturating_add(bytes) <= self.total_bytes;
        if !fits {
            self.give_back(bytes);
        }
        fits
    }

    pub(super) fn give_back(&self, bytes: usize) {
        self.account.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Whether so many bytes may be written now; counts the lines one way or the other.
    pub(super) fn may_write(&self, bytes: usize, lines: u64) -> bool {
        let second = u32::try_from(self.account.start.elapsed().as_secs()).unwrap_or(u32::MAX);
        let may = self.account.rate.take(second, bytes);
        let count = if may { &self.account.written } else { &self.account.lost };
        count.fetch_add(lines, Ordering::Relaxed);
        may
    }

    pub(super) fn lose(&self, lines: u64) {
        self.account.lost.fetch_add(lines, Ordering::Relaxed);
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.account, &other.account)
    }
}

impl Account {
    fn new(bytes_per_second: u32) -> Arc<Self> {
        Arc::new(Self {
            rate: Rate::new(bytes_per_second),
            start: Instant::now(),
            used: AtomicUsize::new(0),
            written: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            told: AtomicU64::new(0),
            next_tale_ms: AtomicU64::new(0),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_lost_is_told_once() {
        let detail = Detail::new();
        assert_eq!(detail.take_untold(), None);
        detail.lose(3);
        assert_eq!((detail.take_untold_in_turn(), detail.take_untold_in_turn()), (Some(3), None));
        detail.lose(2);
        assert_eq!(detail.take_untold_in_turn(), None, "not twice a second");
        std::thread::sleep(Duration::from_millis(TELL_EVERY_MS + 10));
        assert_eq!(detail.take_untold_in_turn(), Some(2));
        detail.lose(1);
        assert_eq!((detail.take_untold(), detail.take_untold()), (Some(1), None));
    }

    #[test]
    fn the_room_for_all_is_shared() {
        let detail = Detail::new().total_bytes(100);
        assert!(detail.reserve(60) && !detail.clone().reserve(41) && detail.reserve(40));
        detail.give_back(100);
        assert_eq!(detail.used(), 0);
    }
}
