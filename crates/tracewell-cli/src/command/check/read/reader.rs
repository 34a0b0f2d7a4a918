use std::borrow::Cow;

use memchr::memmem::Finder;
use tracewell_flow::{Entry, Place};
use tracewell_names::field;

use super::head::Head;
use super::key::Key;
use super::names::Names;
use super::sample::Sample;
use super::text::Text;
use crate::input::{Styles, without_styles};

/// Reads entries that are whole, and counts what could not be read.
#[derive(Debug)]
pub(in crate::command::check) struct Reader {
    key: Key,
    stage: Finder<'static>,
    sample: Sample,
    names: Names,
    torn: u64,
    /// Lines that begin as JSON, name a stage and are no JSON; and where the first one stands.
    unreadable: u64,
    first_unreadable: Option<Place>,
}

impl Reader {
    pub(in crate::command::check) fn new(key: Key) -> Self {
        Self {
            key,
            stage: Finder::new(field::STAGE),
            sample: Sample::default(),
            names: Names::default(),
            torn: 0,
            unreadable: 0,
            first_unreadable: None,
        }
    }

    /// Reads a line that [is an entry by itself](is_whole).
    pub(in crate::command::check) fn line(&mut self, bytes: &[u8], place: Place) -> Option<Entry> {
        let styled = text_of(bytes);
        let line = without_styles(&styled);
        if line.starts_with('{') {
            return self.json(&line, true, place);
        }
        let head = Head::of(&line)?;
        self.is_of_interest(&head, &line).then(|| {
            let styles = if line.len() == styled.len() { Styles::default() } else { Styles::of(&styled) };
            self.text(Text { head, is_indented: false, styles: &styles, more: "" })
        })
    }

    /// One that reads the same and has counted nothing.
    pub(super) fn another(&self) -> Self {
        Self::new(self.key.clone())
    }

    pub(super) fn json(&mut self, line: &str, ended: bool, place: Place) -> Option<Entry> {
        let entry = Entry::from_json(line, self.key.field());
        match &entry {
            Some(entry) => self.sample.json(entry.level_word()),
            None if !ended => self.torn += 1,
            None if self.stage.find(line.as_bytes()).is_some() => {
                self.unreadable += 1;
                self.first_unreadable.get_or_insert(place);
            }
            None => {}
        }
        entry.map(|entry| self.keyed(entry))
    }

    /// Whether an entry of text may matter: it names a stage, or says what went wrong.
    pub(super) fn is_of_interest(&mut self, head: &Head<'_>, line: &str) -> bool {
        self.sample.text(head.level);
        matches!(head.level, "WARN" | "ERROR") || self.stage.find(line.as_bytes()).is_some()
    }

    pub(super) fn text(&mut self, text: Text<'_>) -> Entry {
        let entry = text.entry(self.key.field(), &mut self.names);
        self.keyed(entry)
    }

    fn keyed(&self, entry: Entry) -> Entry {
        if self.key == Key::None { entry.without_id() } else { entry }
    }

    pub(super) fn sample(&mut self) -> &mut Sample {
        &mut self.sample
    }

    pub(super) fn has_sampled(&self) -> bool {
        !self.sample.is_wanted()
    }

    /// Takes over what another one has counted.
    pub(super) fn absorb(&mut self, other: Self) {
        self.sample.absorb(other.sample);
        self.torn += other.torn;
        self.unreadable += other.unreadable;
        self.first_unreadable = [self.first_unreadable, other.first_unreadable].into_iter().flatten().min();
    }

    pub(super) fn why_nothing(&self) -> String {
        self.sample.why()
    }

    pub(super) fn torn(&self) -> u64 {
        self.torn
    }

    pub(super) fn unreadable(&self) -> Option<(u64, Place)> {
        Some(self.unreadable).zip(self.first_unreadable)
    }
}

pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// Whether a line of a log that nothing is put in front of is an entry by itself, as far as its first bytes tell: a JSON object, or text
/// behind which another entry begins. It may be one, where this says no.
pub(super) fn is_whole(line: &[u8], behind: Option<u8>) -> bool {
    match line.first() {
        Some(b'{') => true,
        Some(b'0'..=b'9') => behind.is_some_and(|byte| byte == b'{' || byte.is_ascii_digit()) && begins_plainly(line),
        _ => false,
    }
}

/// Whether text begins with a time and a level, and with no prefix before them.
fn begins_plainly(line: &[u8]) -> bool {
    let is = |at: usize, byte: u8| line.get(at) == Some(&byte);
    let is_digit = |at: usize| line.get(at).is_some_and(u8::is_ascii_digit);
    if !((0..4).all(is_digit) && is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':')) {
        return false;
    }
    let time = line.get(11..64.min(line.len())).and_then(|rest| rest.iter().position(|byte| *byte == b' '));
    let Some(body) = time.and_then(|time| line.get(11 + time..)) else { return false };
    let body = body.trim_ascii_start();
    let is_level = |level: &&[u8]| {
        let behind = body.strip_prefix(*level).and_then(<[u8]>::first);
        behind.is_some_and(|byte| matches!(byte, b' ' | b':' | b'\t'))
    };
    [&b"INFO"[..], b"WARN", b"ERROR", b"DEBUG", b"TRACE"].iter().any(is_level)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::split_prefix;

    #[test]
    fn usual_lines_are_known_by_their_first_bytes() {
        for line in ["{}", "2026-11-22T03:15:00.1Z  INFO app: x", "2026-11-22T03:15:00Z ERROR app: x"] {
            assert!(is_whole(line.as_bytes(), Some(b'2')), "{line}");
        }
        assert!(!is_whole(b"2026-11-22T03:15:00.1Z  INFO app: x", Some(b' ')), "it may go on");
        assert!(!is_whole(b"2026-11-22T03:15:00.1Z  INFO app: x", None), "nobody knows what follows");
        assert!(!is_whole(b"api-1 | {}", Some(b'a')) && !is_whole(b"", Some(b'2')) && !is_whole(b"2", Some(b'2')));
    }

    proptest! {
        #[test]
        fn what_is_known_by_its_first_bytes_has_no_prefix_and_is_an_entry(
            line in "(2026-11-22|2026)(T| )?(03:15:00)?(\\.1)?(Z|z|\\+01:00)?( |  |\u{a0}|\t)?(stdout F|INFO|WARN|\\[INFO\\]|INFORMATION|2026-11-22T03:15:00Z)?( |:|\\||\t|-)?(\\{\\}|x|INFO x|\u{1b}\\[1m)?",
        ) {
            if is_whole(line.as_bytes(), Some(b'2')) {
                let line = without_styles(&line);
                prop_assert_eq!(split_prefix(&line), ("", &*line));
                let is_entry = line.starts_with('{') || Head::of(&line).is_some();
                prop_assert!(is_entry);
            }
        }
    }
}
