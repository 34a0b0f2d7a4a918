use std::cell::RefCell;
use std::ops::Deref;

/// How many buffers a thread keeps.
const KEPT: usize = 32;
/// Those with more room than this go.
const ROOM: usize = 1024;

thread_local! {
    static SPARE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A text that lives as long as its request, in memory that the thread's next one takes over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SpareText(String);

impl SpareText {
    pub(crate) fn new(write: impl FnOnce(&mut String)) -> Self {
        let spare = SPARE.try_with(|spare| spare.try_borrow_mut().ok()?.pop());
        let mut text = Self(spare.ok().flatten().unwrap_or_default());
        write(&mut text.0);
        text
    }
}

impl From<&str> for SpareText {
    fn from(text: &str) -> Self {
        Self::new(|out| out.push_str(text))
    }
}

impl Deref for SpareText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Drop for SpareText {
    fn drop(&mut self) {
        if self.0.capacity() == 0 || self.0.capacity() > ROOM {
            return;
        }
        let mut text = std::mem::take(&mut self.0);
        text.clear();
        // At the end of the thread there is no place for it any more, and it goes.
        let _ = SPARE.try_with(|spare| {
            if let Ok(mut spare) = spare.try_borrow_mut()
                && spare.len() < KEPT
            {
                spare.push(text);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_and_what_was_in_it_is_gone() {
        let first = SpareText::from("a text of the first request");
        let place = first.as_ptr();
        drop(first);
        let second = SpareText::from("short");
        assert_eq!((&*second, second.as_ptr()), ("short", place));
    }

    #[test]
    fn what_is_large_or_too_many_is_not_kept() {
        drop(SpareText::from(&*"x".repeat(ROOM + 1)));
        SPARE.with_borrow(|spare| assert!(spare.iter().all(|text| text.capacity() <= ROOM)));
        drop((0..2 * KEPT).map(|_| SpareText::from("text")).collect::<Vec<_>>());
        SPARE.with_borrow(|spare| assert_eq!(spare.len(), KEPT));
    }
}
