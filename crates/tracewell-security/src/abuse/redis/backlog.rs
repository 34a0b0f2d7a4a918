use super::entry::Entry;
use super::texts::{LONGEST, Parts, TEXTS, Texts};

/// Violations that may wait for Redis.
pub(super) const ENTRIES: usize = 8192;
/// As many bytes as their texts may take, and what the last of them needs.
const BYTES: usize = ENTRIES * 256;
const LAST: usize = (TEXTS + 1) * LONGEST;

/// Violations in two pieces of memory, which are had once: nothing is asked for or given back where they are recorded.
#[derive(Debug)]
pub(super) struct Backlog {
    entries: Vec<Entry>,
    texts: String,
}

impl Backlog {
    pub(super) fn new() -> Self {
        Self { entries: Vec::with_capacity(ENTRIES), texts: String::with_capacity(BYTES) }
    }

    /// Adds one; `false` where there is no room.
    pub(super) fn push(&mut self, entry: &Entry, texts: &Texts<'_>) -> bool {
        if self.is_full() {
            return false;
        }
        self.entries.push(*entry);
        texts.write(entry, &mut self.texts);
        true
    }

    pub(super) const fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) const fn is_full(&self) -> bool {
        self.entries.len() >= ENTRIES || self.texts.len() > BYTES - LAST
    }

    pub(super) const fn is_half_full(&self) -> bool {
        self.entries.len() >= ENTRIES / 2 || self.texts.len() > BYTES / 2
    }

    /// Gives each away, and keeps the memory.
    pub(super) fn empty_into(&mut self, mut each: impl FnMut(Entry, Parts)) {
        let mut rest = self.texts.as_str();
        for entry in self.entries.drain(..) {
            let parts = Parts::read(&entry, &mut rest);
            each(entry, parts);
        }
        self.texts.clear();
    }
}

#[cfg(test)]
mod tests {
    use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};

    use super::*;
    use crate::{Observation, Violation};

    #[test]
    fn it_is_bounded_and_asks_for_no_memory_whatever_comes() {
        let (long, name) = ("語".repeat(128), "x".repeat(1 << 20));
        let principal = Principal::new(TeamId::new(&long).unwrap()).user(UserId::new(&long).unwrap());
        let context = Context::new(CorrelationId::new("c".repeat(128)).unwrap());
        context.set_trace_parent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse().unwrap());
        context.bind(principal.clone()).unwrap();
        let bare = Observation::new(Violation::LoginFailed);
        for (seen, context) in [(bare, None), (bare.user(&name).principal(&principal), Some(&context))] {
            let mut backlog = Backlog::new();
            let memory = (backlog.entries.capacity(), backlog.texts.capacity());
            for _ in 0..2 {
                let (texts, mut entry) = (Texts::new(&seen, context), Entry::new(&seen, 0, false));
                texts.measure(&mut entry);
                let mut came = 0;
                while backlog.push(&entry, &texts) {
                    came += 1;
                    assert!(came <= ENTRIES);
                }
                assert!(came > 500 && backlog.is_full() && backlog.is_half_full());
                let mut went = 0;
                backlog.empty_into(|_, _| went += 1);
                assert_eq!(went, came);
                assert_eq!((backlog.entries.capacity(), backlog.texts.capacity()), memory);
                assert!(backlog.is_empty() && !backlog.is_full() && !backlog.is_half_full());
            }
        }
    }
}
