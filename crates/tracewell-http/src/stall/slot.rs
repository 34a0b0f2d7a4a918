use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracewell_context::Context;
use tracewell_names::reason;
use tracing::span::Id;

use super::clock::in_nanoseconds;

/// No request is in the slot.
const FREE: u64 = u64::MAX;
/// The request in the slot may take as long as it likes.
const NEVER: u64 = u64::MAX - 1;

/// Where one request at a time can be found. When it is due is told in [`nanoseconds`](super::clock::nanoseconds).
// A line of the cache of its own: its neighbours are other threads'.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Slot {
    /// When the request is stalled, unless it makes progress; written last and read first.
    due: AtomicU64,
    in_body: AtomicBool,
    /// Stays behind when a request has ended, until the next one comes or the watcher does: one lock less for each.
    entry: Mutex<Option<Entry>>,
}

/// What is to be told of a request that hangs.
#[derive(Debug)]
struct Entry {
    context: Context,
    span: Option<Id>,
    began: Instant,
    /// In nanoseconds.
    limit: u64,
    told: bool,
}

/// A request that hangs.
pub(super) struct Stalled {
    pub(super) context: Context,
    pub(super) span: Option<Id>,
    pub(super) elapsed: Duration,
    pub(super) phase: &'static str,
}

impl Slot {
    pub(super) fn new() -> Self {
        Self { due: AtomicU64::new(FREE), in_body: AtomicBool::new(false), entry: Mutex::new(None) }
    }

    pub(super) fn occupy(&self, context: Context, span: Option<Id>, began: Instant, limit: u64, due: u64) {
        let mut entry = self.entry();
        let before = entry.replace(Entry { context, span, began, limit, told: false });
        self.in_body.store(false, Ordering::Relaxed);
        self.due.store(due, Ordering::Release);
        drop(entry);
        drop(before);
    }

    pub(super) fn free(&self) {
        self.due.store(FREE, Ordering::Release);
    }

    /// The head of the response is there; the rest is due, or may take as long as it likes.
    pub(super) fn answered(&self, due: Option<u64>) {
        self.in_body.store(true, Ordering::Relaxed);
        self.put_off(due.unwrap_or(NEVER));
    }

    pub(super) fn put_off(&self, due: u64) {
        self.due.store(due, Ordering::Release);
    }

    /// The request in it, if it hangs and nobody was told. `at` is the moment that `now` counts to.
    pub(super) fn take_stalled(&self, now: u64, at: Instant) -> Option<Stalled> {
        if self.due.load(Ordering::Acquire) > now {
            return None;
        }
        let mut entry = self.entry();
        // Looked at again: another request may have come while the lock was taken.
        if self.due.load(Ordering::Acquire) > now {
            return None;
        }
        let entry = entry.as_mut().filter(|entry| !entry.told)?;
        let elapsed = at.saturating_duration_since(entry.began);
        // The watcher may have been kept from looking, and the request have come after a time it thought it was.
        if in_nanoseconds(elapsed) < entry.limit {
            return None;
        }
        entry.told = true;
        Some(Stalled { context: entry.context.clone(), span: entry.span.clone(), elapsed, phase: self.phase() })
    }

    /// Lets go of a request that has ended.
    pub(super) fn tidy(&self) {
        if self.is_free()
            && let Ok(mut entry) = self.entry.try_lock()
            && self.is_free()
        {
            let before = entry.take();
            drop(entry);
            drop(before);
        }
    }

    pub(super) fn is_free(&self) -> bool {
        self.due.load(Ordering::Acquire) == FREE
    }

    /// When the request in it began, if there is one.
    pub(super) fn began(&self) -> Option<Instant> {
        if self.is_free() {
            return None;
        }
        self.entry().as_ref().filter(|_| !self.is_free()).map(|entry| entry.began)
    }

    /// Route and phase of the request in it, if it is still the one that began then.
    pub(super) fn describe(&self, began: Instant) -> Option<(Option<Box<str>>, &'static str)> {
        let entry = self.entry();
        let entry = entry.as_ref().filter(|entry| !self.is_free() && entry.began == began)?;
        Some((entry.context.route().map(Box::from), self.phase()))
    }

    fn phase(&self) -> &'static str {
        if self.in_body.load(Ordering::Relaxed) { reason::BODY } else { reason::HANDLER }
    }

    fn entry(&self) -> MutexGuard<'_, Option<Entry>> {
        self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(begin: Instant, nanoseconds: u64) -> Instant {
        begin + Duration::from_nanos(nanoseconds)
    }

    #[test]
    fn a_request_that_hangs_is_given_once() {
        let (slot, begin) = (Slot::new(), Instant::now());
        let stalled = |now| slot.take_stalled(now, after(begin, now));
        assert!(stalled(u64::MAX >> 4).is_none(), "nobody is in it");
        slot.occupy(Context::open(), None, after(begin, 100), 100, 200);
        assert!(stalled(199).is_none());
        let told = stalled(300).unwrap();
        assert_eq!((told.elapsed, told.phase), (Duration::from_nanos(200), "handler"));
        assert!(stalled(301).is_none());
        slot.answered(Some(400));
        assert!(stalled(500).is_none(), "also in its body");
        slot.occupy(Context::open(), None, after(begin, 600), 100, 700);
        assert!(stalled(700).is_some(), "the next one is another");
    }

    #[test]
    fn a_request_that_came_later_than_the_watcher_thought_is_not_told_early() {
        let (slot, begin) = (Slot::new(), Instant::now());
        slot.occupy(Context::open(), None, after(begin, 150), 100, 200);
        assert!(slot.take_stalled(249, after(begin, 249)).is_none());
        assert!(slot.take_stalled(250, after(begin, 250)).is_some());
    }

    #[test]
    fn what_makes_progress_or_streams_does_not_hang() {
        let (slot, begin) = (Slot::new(), Instant::now());
        let stalled = |now| slot.take_stalled(now, after(begin, now));
        slot.occupy(Context::open(), None, begin, 100, 100);
        slot.answered(Some(200));
        slot.put_off(300);
        assert!(stalled(299).is_none());
        assert_eq!(stalled(300).unwrap().phase, "body");
        slot.occupy(Context::open(), None, begin, 100, 100);
        slot.answered(None);
        assert!(stalled(u64::MAX >> 4).is_none());
        assert!(slot.describe(begin).is_some());
    }

    #[test]
    fn nothing_is_said_of_a_request_that_has_ended() {
        let (slot, begin) = (Slot::new(), Instant::now());
        slot.occupy(Context::open(), None, begin, 50, 100);
        assert_eq!(slot.began(), Some(begin));
        slot.free();
        assert!(slot.take_stalled(1000, after(begin, 1000)).is_none() && slot.describe(begin).is_none());
        assert_eq!(slot.began(), None);
        slot.tidy();
        assert!(slot.entry().is_none());
    }
}
