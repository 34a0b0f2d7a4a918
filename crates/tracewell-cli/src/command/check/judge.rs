use tracewell_flow::{Checker, Entry, Place};

use super::cycles::Cycles;

/// What judges the entries that were read, and keeps what a report shows of them.
#[derive(Debug)]
pub(super) struct Judge {
    pub(super) checker: Checker,
    pub(super) cycles: Cycles,
}

impl Judge {
    pub(super) fn new(checker: Checker) -> Self {
        Self { checker, cycles: Cycles::default() }
    }

    pub(super) fn add(&mut self, entry: Entry, place: Place) {
        self.checker.add(entry, place);
    }

    /// Keeps the cycles that are done by now.
    pub(super) fn collect(&mut self) {
        self.cycles.add(self.checker.closed());
    }
}
