use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Frame;

/// What a team's latest events were, for subscribers that come back.
#[derive(Debug, Default)]
pub(super) struct Replay {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    /// The place of the latest event that is not here any more, or never was.
    forgotten: u64,
}

/// How much is kept for a team, and by all teams together.
#[derive(Debug)]
pub(super) struct ReplayBounds {
    pub(super) events: usize,
    pub(super) bytes: usize,
    pub(super) bytes_of_all: usize,
    used: AtomicUsize,
}

impl ReplayBounds {
    pub(super) const fn new(events: usize, bytes: usize, bytes_of_all: usize) -> Self {
        Self { events, bytes, bytes_of_all, used: AtomicUsize::new(0) }
    }

    fn take(&self, bytes: usize) -> bool {
        let free = |used: usize| Some(used + bytes).filter(|used| *used <= self.bytes_of_all);
        self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, free).is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Replay {
    /// Keeps a frame, for which older ones go. A team pays with its own: where all that it has is not enough, the frame
    /// is not kept.
    pub(super) fn push(&mut self, frame: &Arc<Frame>, bounds: &ReplayBounds) {
        let length = frame.len();
        if bounds.events == 0 || length > bounds.bytes {
            self.clear(bounds);
            self.forgotten = frame.id().place();
            return;
        }
        while self.frames.len() >= bounds.events || self.bytes + length > bounds.bytes {
            self.forget(bounds);
        }
        while !bounds.take(length) {
            if !self.forget(bounds) {
                self.forgotten = frame.id().place();
                return;
            }
        }
        self.bytes += length;
        self.frames.push_back(Arc::clone(frame));
    }

    /// There was no memory for a frame: it is not here, nor what is before it.
    pub(super) fn skip(&mut self, place: u64, bounds: &ReplayBounds) {
        self.clear(bounds);
        self.forgotten = place;
    }

    fn forget(&mut self, bounds: &ReplayBounds) -> bool {
        let Some(oldest) = self.frames.pop_front() else { return false };
        self.bytes -= oldest.len();
        self.forgotten = oldest.id().place();
        bounds.give_back(oldest.len());
        true
    }

    pub(super) fn clear(&mut self, bounds: &ReplayBounds) {
        while self.forget(bounds) {}
        self.frames = VecDeque::new();
    }

    /// The place of the latest event that can't be had any more.
    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// What came after this place, oldest first.
    pub(super) fn after(&self, place: u64) -> impl Iterator<Item = &Arc<Frame>> {
        let from = self.frames.partition_point(|frame| frame.id().place() <= place);
        self.frames.range(from..)
    }
}
