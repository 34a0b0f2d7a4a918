use std::sync::Arc;

use super::budget::NoRoom;
use super::queue::{Pushed, Queue};

/// What subscribers of a team lose by one event.
#[derive(Debug, Default)]
pub(super) struct Losses {
    /// So many deliveries are lost.
    pub(super) dropped: usize,
    /// So many that were in queues are not any more.
    pub(super) removed: usize,
    /// The first who lost something, and how much that queue held.
    first: Option<(Arc<Queue>, usize)>,
    /// Which bound it was, where it was not that of a subscriber's own queue.
    pub(super) no_room: Option<NoRoom>,
}

/// What is to be told of them.
#[derive(Debug, Default)]
pub(super) struct Slow {
    pub(super) first: Option<(Arc<Queue>, usize)>,
    pub(super) no_room: Option<NoRoom>,
    /// How many lines about slow subscribers of this team were left out, if there may be one now.
    pub(super) admitted: Option<u64>,
}

impl Losses {
    pub(super) fn because(no_room: NoRoom) -> Self {
        Self { no_room: Some(no_room), ..Self::default() }
    }

    pub(super) fn note(&mut self, queue: &Arc<Queue>, pushed: &Pushed) {
        self.removed += pushed.removed;
        if pushed.dropped > 0 {
            self.dropped += pushed.dropped;
            self.first.get_or_insert_with(|| (Arc::clone(queue), pushed.queued));
        }
    }

    pub(super) fn slow(&mut self) -> Slow {
        Slow { first: self.first.take(), no_room: self.no_room, admitted: None }
    }
}
