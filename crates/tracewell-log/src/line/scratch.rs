use std::cell::Cell;

use super::clock::Clock;
use super::parts::LineParts;
use super::text::Screen;

/// Bytes that a thread keeps of a buffer which had to grow for an unusual line. There may be hundreds of threads.
const KEPT: usize = 64 * 1024;

/// The buffers one line is made in. Each thread has a set, so that no line allocates.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) clock: Clock,
    /// What a value says of itself.
    pub(crate) raw: String,
    pub(crate) screen: Screen,
    pub(crate) parts: LineParts,
    pub(crate) line: Vec<u8>,
}

thread_local! {
    static IDLE: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

impl Scratch {
    /// Gives `work` the buffers of this thread, empty.
    ///
    /// They are taken, not borrowed: a value whose formatting logs gets new ones for its own line. They come back also
    /// when `work` panics.
    pub(crate) fn with<R>(work: impl FnOnce(&mut Self) -> R) -> R {
        let mut lease = Lease(IDLE.try_with(Cell::take).ok().flatten());
        let scratch = lease.0.get_or_insert_default();
        work(scratch)
    }

    /// Empties the buffers for the next line.
    fn clear(&mut self) {
        self.parts.clear(KEPT);
        self.line.clear();
        self.line.shrink_to(KEPT);
        self.screen.clear(KEPT);
        self.raw.clear();
        self.raw.shrink_to(KEPT);
    }
}

struct Lease(Option<Box<Scratch>>);

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(mut scratch) = self.0.take() {
            scratch.clear();
            // At the end of the thread there is no place for it any more, and it goes.
            let _ = IDLE.try_with(|idle| idle.set(Some(scratch)));
        }
    }
}
