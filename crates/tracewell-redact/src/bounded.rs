use std::cell::Cell;
use std::fmt::{self, Write};

use crate::char_boundary;

/// A text that takes no more than so many bytes, and makes whoever writes more stop.
struct Bounded<'t> {
    text: &'t mut String,
    limit: usize,
}

impl Write for Bounded<'_> {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = self.limit.saturating_sub(self.text.len());
        if part.len() <= room {
            self.text.push_str(part);
            return Ok(());
        }
        self.text.push_str(part.get(..char_boundary::floor(part, room)).unwrap_or_default());
        Err(fmt::Error)
    }
}

/// Buffers above this size are not kept.
const LARGEST_KEPT: usize = 64 * 1024;

thread_local! {
    static SCRATCH: Cell<String> = const { Cell::new(String::new()) };
}

/// Formats a value into a buffer of this thread, at most `limit` bytes of it, and hands that to `use_text`.
///
/// The buffer is taken while the value formats itself: a value that logs on the way gets another one.
pub(crate) fn formatted<R>(value: fmt::Arguments<'_>, limit: usize, use_text: impl FnOnce(&str) -> R) -> R {
    let mut text = SCRATCH.try_with(Cell::take).unwrap_or_default();
    text.clear();
    // It fails where the limit is reached, or because the value does: what there is counts.
    let _ = Bounded { text: &mut text, limit }.write_fmt(value);
    let result = use_text(&text);
    if text.capacity() <= LARGEST_KEPT {
        // During the end of a thread there is no place to keep it, and no need.
        let _ = SCRATCH.try_with(|kept| kept.set(text));
    }
    result
}
