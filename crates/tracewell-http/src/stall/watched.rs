use std::sync::Arc;
use std::time::{Duration, Instant};

use tracewell_context::Context;
use tracing::span::Id;

use super::clock::{in_nanoseconds, nanoseconds};
use super::slot::Slot;
use super::{pool, watcher};

/// A request under way, as the watcher sees it; its drop is the end of it.
#[derive(Debug)]
pub(crate) struct Watched {
    // None where there is no watcher, or too many requests.
    slot: Option<Arc<Slot>>,
    began: u64,
    limit: u64,
    streams: bool,
}

impl Watched {
    pub(crate) fn begin(context: &Context, span: Option<Id>, began: Instant, limit: Duration) -> Self {
        let (began, limit) = (nanoseconds(began), in_nanoseconds(limit));
        let slot = if watcher::is_there_for(limit) { pool::take() } else { None };
        if let Some(slot) = &slot {
            slot.occupy(context.clone(), span, began, began.saturating_add(limit));
        }
        Self { slot, began, limit, streams: true }
    }

    /// The head of the response is there, `after` so long. What then streams, is empty or is a tunnel does not stall.
    pub(crate) fn answered(&mut self, after: Duration, streams: bool) {
        self.streams = streams;
        if let Some(slot) = &self.slot {
            let head = self.began.saturating_add(in_nanoseconds(after));
            slot.answered((!streams).then_some(head.saturating_add(self.limit)));
        }
    }

    /// A part of the body went out, and there is more to come.
    pub(crate) fn progressed(&self) {
        if let (Some(slot), false) = (&self.slot, self.streams) {
            slot.put_off(nanoseconds(Instant::now()).saturating_add(self.limit));
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            slot.free();
            pool::give(slot);
        }
    }
}
