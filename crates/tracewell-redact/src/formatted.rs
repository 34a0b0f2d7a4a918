use std::cell::Cell;
use std::fmt;

use crate::guard::format_into;

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
    format_into(&mut text, limit, |out| out.write_fmt(value));
    let result = use_text(&text);
    if text.capacity() <= LARGEST_KEPT {
        // During the end of a thread there is no place to keep it, and no need.
        let _ = SCRATCH.try_with(|kept| kept.set(text));
    }
    result
}
