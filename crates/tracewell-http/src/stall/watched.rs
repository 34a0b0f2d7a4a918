use std::sync::Arc;
use std::time::{Duration, Instant};

use tracewell_context::Context;
use tracing::span::Id;

use super::clock::{due, in_nanoseconds};
use super::slot::Slot;
use super::{pool, watcher};

/// A request under way, as the watcher sees it; its drop is the end of it.
#[derive(Debug)]
pub(crate) struct Watched {
    // None where there is no watcher, or too many requests.
    slot: Option<Arc<Slot>>,
    /// In nanoseconds.
    limit: u64,
    streams: bool,
}

impl Watched {
    pub(crate) fn begin(context: &Context, span: Option<Id>, began: Instant, limit: Duration) -> Self {
        let limit = in_nanoseconds(limit);
        let slot = if watcher::is_there_for(limit) { pool::take() } else { None };
        if let Some(slot) = &slot {
            slot.occupy(context.clone(), span, began, limit, due(limit));
        }
        Self { slot, limit, streams: true }
    }

    /// The head of the response is there. What then streams, is empty or is a tunnel does not stall.
    pub(crate) fn answered(&mut self, streams: bool) {
        self.streams = streams;
        if let Some(slot) = &self.slot {
            slot.answered((!streams).then(|| due(self.limit)));
        }
    }

    /// A part of the body went out, and there is more to come.
    pub(crate) fn progressed(&self) {
        if let (Some(slot), false) = (&self.slot, self.streams) {
            slot.put_off(due(self.limit));
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
