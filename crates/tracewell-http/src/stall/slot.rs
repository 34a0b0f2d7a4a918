use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracewell_context::Context;
use tracewell_names::reason;
use tracing::span::Id;

/// No request is in the slot.
const FREE: u64 = u64::MAX;
/// The request in the slot may take as long as it likes.
const NEVER: u64 = u64::MAX - 1;

/// Where one request at a time can be found. All times are those of [`nanoseconds`](super::clock::nanoseconds).
// A line of the cache of its own: its neighbours are other threads'.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Slot {
    /// When the request is stalled, unless it makes progress; written last and read first.
    due: AtomicU64,
    began: AtomicU64,
    in_body: AtomicBool,
    /// Stays behind when a request has ended, until the next one comes or the watcher does: one lock less for each.
    entry: Mutex<Option<Entry>>,
}

/// What is to be told of a request that hangs.
#[derive(Debug)]
struct Entry {
    context: Context,
    span: Option<Id>,
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
        let (due, began) = (AtomicU64::new(FREE), AtomicU64::new(0));
        Self { due, began, in_body: AtomicBool::new(false), entry: Mutex::new(None) }
    }

    pub(super) fn occupy(&self, context: Context, span: Option<Id>, began: u64, due: u64) {
        let mut entry = self.entry();
        let before = entry.replace(Entry { context, span, told: false });
        self.began.store(began, Ordering::Relaxed);
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

    /// The request in it, if it hangs and nobody was told.
    pub(super) fn take_stalled(&self, now: u64) -> Option<Stalled> {
        if self.due.load(Ordering::Acquire) > now {
            return None;
        }
        let mut entry = self.entry();
        // Looked at again: another request may have come while the lock was taken.
        if self.due.load(Ordering::Acquire) > now {
            return None;
        }
        let entry = entry.as_mut().filter(|entry| !entry.told)?;
        entry.told = true;
        let elapsed = Duration::from_nanos(now.saturating_sub(self.began.load(Ordering::Relaxed)));
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

    pub(super) fn began(&self) -> u64 {
        self.began.load(Ordering::Relaxed)
    }

    /// Route and phase of the request in it, if it is still the one that began then.
    pub(super) fn describe(&self, began: u64) -> Option<(Option<Box<str>>, &'static str)> {
        let entry = self.entry();
        let entry = entry.as_ref().filter(|_| !self.is_free() && self.began() == began)?;
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

    #[test]
    fn a_request_that_hangs_is_given_once() {
        let slot = Slot::new();
        assert!(slot.take_stalled(u64::MAX - 2).is_none(), "nobody is in it");
        slot.occupy(Context::open(), None, 100, 200);
        assert!(slot.take_stalled(199).is_none());
        let stalled = slot.take_stalled(300).unwrap();
        assert_eq!((stalled.elapsed, stalled.phase), (Duration::from_nanos(200), "handler"));
        assert!(slot.take_stalled(301).is_none());
        slot.answered(Some(400));
        assert!(slot.take_stalled(500).is_none(), "also in its body");
        slot.occupy(Context::open(), None, 600, 700);
        assert!(slot.take_stalled(700).is_some(), "the next one is another");
    }

    #[test]
    fn what_makes_progress_or_streams_does_not_hang() {
        let slot = Slot::new();
        slot.occupy(Context::open(), None, 0, 100);
        slot.answered(Some(200));
        slot.put_off(300);
        assert!(slot.take_stalled(299).is_none());
        assert_eq!(slot.take_stalled(300).unwrap().phase, "body");
        slot.occupy(Context::open(), None, 0, 100);
        slot.answered(None);
        assert!(slot.take_stalled(u64::MAX - 2).is_none());
        assert!(slot.describe(0).is_some());
    }

    #[test]
    fn nothing_is_said_of_a_request_that_has_ended() {
        let slot = Slot::new();
        let context = Context::open();
        slot.occupy(context, None, 7, 100);
        slot.free();
        assert!(slot.take_stalled(1000).is_none() && slot.describe(7).is_none());
        slot.tidy();
        assert!(slot.entry().is_none());
    }
}
