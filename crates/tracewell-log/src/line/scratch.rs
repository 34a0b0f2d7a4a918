use std::cell::Cell;

use super::clock::Clock;
use super::parts::LineParts;

/// What a thread keeps of a buffer that had to grow for an unusual line.
const KEPT: usize = 256 * 1024;

/// The buffers one line is made in. Each thread has a set, so that no line allocates.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) clock: Clock,
    /// What a value says of itself.
    pub(crate) raw: String,
    /// The same with its secrets replaced.
    pub(crate) clean: String,
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
        scratch.parts.clear();
        work(scratch)
    }

    fn trim(&mut self) {
        if self.line.capacity().max(self.parts.fields.text().len()) > KEPT {
            self.parts.clear();
            self.line.clear();
            self.parts.trim(KEPT);
            self.line.shrink_to(KEPT);
        }
    }
}

struct Lease(Option<Box<Scratch>>);

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(mut scratch) = self.0.take() {
            scratch.trim();
            // At the end of the thread there is no place for it any more, and it goes.
            let _ = IDLE.try_with(|idle| idle.set(Some(scratch)));
        }
    }
}
