use std::fmt::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::char_boundary;

/// Stands for a value whose own code panicked.
const PANICKED: &str = "[panicked]";

/// Takes text up to a length and refuses the rest, which ends well-behaved formatting.
struct Bounded<'a> {
    text: &'a mut String,
    /// Of the whole text, what was there before included.
    limit: usize,
    full: bool,
}

impl Write for Bounded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = if self.full { 0 } else { self.limit.saturating_sub(self.text.len()) };
        if text.len() <= room {
            self.text.push_str(text);
            return Ok(());
        }
        let (taken, refused) = text.split_at_checked(char_boundary::floor(text, room)).unwrap_or(("", text));
        self.text.push_str(taken);
        // Once full, always full: a shorter piece behind a refused one would stand in the wrong place.
        self.full |= !refused.is_empty();
        if self.full { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Puts what `write` writes into `text`, in place of what is there: at most `limit` bytes, and a mark if it panics.
///
/// It is the application's code that runs here. An error of its own is no reason to lose what it wrote before.
pub(crate) fn format_into(text: &mut String, limit: usize, write: impl FnOnce(&mut dyn Write) -> fmt::Result) {
    text.clear();
    append_formatted(text, limit, write);
}

/// The same behind what is there.
pub(super) fn append_formatted(text: &mut String, limit: usize, write: impl FnOnce(&mut dyn Write) -> fmt::Result) {
    let start = text.len();
    let mut bounded = Bounded { text, limit: start.saturating_add(limit), full: false };
    if contained(|| write(&mut bounded)).is_none() {
        text.truncate(start);
        text.push_str(PANICKED);
    }
}

/// Runs code of the application; `None` if it panicked.
pub(super) fn contained<R>(work: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => Some(result),
        Err(payload) => {
            // The payload is the application's too, and its destructor may panic once more. What that leaves is not
            // looked at any more.
            if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
                std::mem::forget(second);
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_ends_the_text() {
        let mut text = "of before".to_owned();
        format_into(&mut text, 3, |out| {
            assert!(out.write_str("ab").is_ok());
            assert!(out.write_str("é").is_err());
            // This one would fit, but not at its place.
            assert!(out.write_str("c").is_err());
            Ok(())
        });
        assert_eq!(text, "ab");
        format_into(&mut text, 3, |out| out.write_str("abc"));
        assert_eq!(text, "abc");
        format_into(&mut text, 3, |out| out.write_str("abcd"));
        assert_eq!(text, "abc");
    }

    #[test]
    fn what_was_there_before_stays_and_does_not_count() {
        let mut text = "before ".to_owned();
        append_formatted(&mut text, 3, |out| out.write_str("abcd"));
        assert_eq!(text, "before abc");
        append_formatted(&mut text, 3, |out| {
            let _ = out.write_str("so far");
            std::panic::resume_unwind(Box::new("quietly"))
        });
        assert_eq!(text, "before abc[panicked]");
    }

    #[test]
    fn an_error_keeps_what_was_written_and_a_panic_does_not() {
        let mut text = String::new();
        format_into(&mut text, 100, |out| out.write_str("so far").and(Err(fmt::Error)));
        assert_eq!(text, "so far");
        format_into(&mut text, 100, |out| {
            let _ = out.write_str("so far");
            std::panic::resume_unwind(Box::new("quietly"))
        });
        assert_eq!(text, "[panicked]");
    }
}
