use std::borrow::Cow;

use memchr::memmem;
use tracewell_flow::{Entry, Place};

use super::head::Head;
use super::key::Key;
use super::sample::Sample;
use super::text::Text;
use crate::input::{Line, Needles, Styles, Want, split_prefix, without_styles};
use crate::output::counted;

/// Sources whose entries are put together side by side: containers of one stream.
const SOURCES: usize = 64;
/// Lines of other sources after which an entry is done.
const PATIENCE: u32 = 200;
/// Bytes of the lines that continue an entry.
const LONGEST: usize = 16 << 10;

/// Makes entries of lines, decided one by one: JSON, text of one line or of several, and what is neither.
#[derive(Debug)]
pub(in crate::command::check) struct Entries {
    key: Key,
    open: Vec<Open>,
    sample: Sample,
    torn: u64,
    too_long: u64,
}

/// An entry of text that may go on.
#[derive(Debug)]
struct Open {
    prefix: String,
    first: String,
    styles: Styles,
    more: String,
    place: Place,
    age: u32,
}

impl Entries {
    pub(in crate::command::check) fn new(key: Key) -> Self {
        Self { key, open: Vec::new(), sample: Sample::default(), torn: 0, too_long: 0 }
    }

    /// What a line holds that may matter: a stage, or what went wrong.
    pub(in crate::command::check) fn needles() -> Needles {
        Needles::new(&["stage", "WARN", "ERROR"])
    }

    /// Which lines should come next.
    pub(in crate::command::check) fn want(&self) -> Want {
        if self.open.is_empty() && !self.sample.is_wanted() { Want::Hits } else { Want::All }
    }

    /// Takes a line, and gives the entries that are done to `each`. `behind` is the byte that follows it, if it is known.
    pub(in crate::command::check) fn add(
        &mut self,
        line: Line<'_>,
        behind: Option<u8>,
        place: Place,
        each: &mut impl FnMut(Entry, Place),
    ) {
        let (bytes, ended) = match line {
            Line::Whole(bytes) => (bytes, true),
            Line::Last(bytes) => (bytes, false),
            Line::TooLong => {
                self.too_long += 1;
                return self.finish(each);
            }
        };
        self.sample.line();
        let styled = match str::from_utf8(bytes) {
            Ok(line) => Cow::Borrowed(line),
            Err(_) => Cow::Owned(String::from_utf8_lossy(bytes).into_owned()),
        };
        let line = without_styles(&styled);
        let (prefix, rest) = split_prefix(line.strip_prefix('\u{feff}').unwrap_or(&line));
        if rest.trim_start().starts_with('{') {
            self.end(prefix, each);
            match Entry::from_json(rest, self.key.field()) {
                Some(entry) => {
                    self.sample.json(entry.level_word());
                    self.give(entry, place, each);
                }
                None if !ended => self.torn += 1,
                None => {}
            }
        } else if let Some(head) = Head::of(rest) {
            self.end(prefix, each);
            self.sample.text(head.level);
            if matches!(head.level, "WARN" | "ERROR") || memmem::find(rest.as_bytes(), b"stage").is_some() {
                let styles = if line.len() == styled.len() { Styles::default() } else { Styles::of(&styled) };
                // The next line begins an entry of its own: this one is all there is.
                if prefix.is_empty() && behind.is_some_and(|byte| byte == b'{' || byte.is_ascii_digit()) {
                    let whole = Text { head, is_indented: is_indented(rest), styles: &styles, more: "" };
                    self.give(whole.entry(self.key.field()), place, each);
                } else {
                    self.begin(prefix, rest, styles, place, each);
                }
            }
        } else if rest.starts_with([' ', '\t']) && !rest.trim().is_empty() {
            self.go_on(prefix, rest);
        } else if rest.trim().is_empty() {
            self.end(prefix, each);
        }
        // Any other line is somebody else's, and may stand in the middle of an entry.
        self.grow_old(each);
    }

    /// Ends what is open: nothing of it can follow.
    pub(in crate::command::check) fn finish(&mut self, each: &mut impl FnMut(Entry, Place)) {
        for open in std::mem::take(&mut self.open) {
            self.give_text(&open, each);
        }
    }

    /// Why there was no stage event.
    pub(in crate::command::check) fn why_nothing(&self) -> String {
        self.sample.why()
    }

    /// What could not be read, in words.
    pub(in crate::command::check) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.torn > 0 {
            notes.push("the log is truncated: its last line is torn".to_owned());
        }
        if self.too_long > 0 {
            let lines =
                counted(self.too_long, "line is longer than 16 MiB and was", "lines are longer than 16 MiB and were");
            notes.push(format!("{lines} not read"));
        }
        notes
    }

    fn begin(&mut self, prefix: &str, first: &str, styles: Styles, place: Place, each: &mut impl FnMut(Entry, Place)) {
        if self.open.len() >= SOURCES {
            let oldest = self.open.remove(0);
            self.give_text(&oldest, each);
        }
        let prefix = source(prefix).to_owned();
        self.open.push(Open { prefix, first: first.to_owned(), styles, more: String::new(), place, age: 0 });
    }

    fn go_on(&mut self, prefix: &str, line: &str) {
        let prefix = source(prefix);
        if let Some(open) = self.open.iter_mut().find(|open| open.prefix == prefix)
            && open.more.len() < LONGEST
        {
            open.more.push_str(line.get(..line.floor_char_boundary(LONGEST)).unwrap_or_default());
            open.more.push('\n');
        }
    }

    fn end(&mut self, prefix: &str, each: &mut impl FnMut(Entry, Place)) {
        let prefix = source(prefix);
        if let Some(at) = self.open.iter().position(|open| open.prefix == prefix) {
            let open = self.open.remove(at);
            self.give_text(&open, each);
        }
    }

    fn grow_old(&mut self, each: &mut impl FnMut(Entry, Place)) {
        if self.open.is_empty() {
            return;
        }
        self.open.iter_mut().for_each(|open| open.age += 1);
        if self.open.iter().any(|open| open.age > PATIENCE) {
            let (old, young) = std::mem::take(&mut self.open).into_iter().partition(|open| open.age > PATIENCE);
            self.open = young;
            let old: Vec<Open> = old;
            for open in old {
                self.give_text(&open, each);
            }
        }
    }

    fn give_text(&self, open: &Open, each: &mut impl FnMut(Entry, Place)) {
        if let Some(head) = Head::of(&open.first) {
            let Open { first, styles, more, place, .. } = open;
            let whole = Text { head, is_indented: is_indented(first), styles, more };
            self.give(whole.entry(self.key.field()), *place, each);
        }
    }

    fn give(&self, entry: Entry, place: Place, each: &mut impl FnMut(Entry, Place)) {
        let entry = if self.key == Key::None { entry.without_id() } else { entry };
        each(entry, place);
    }
}

/// Whether an entry begins as the pretty form does. The other forms put one blank at most in front of a level.
fn is_indented(first: &str) -> bool {
    first.starts_with("  ")
}

/// What names the source in a prefix: a time in it changes from line to line.
fn source(prefix: &str) -> &str {
    let end = prefix.find(['|', ']']).unwrap_or(0);
    prefix.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(lines: &[&str]) -> Vec<String> {
        let mut entries = Entries::new(Key::Auto);
        let mut found = Vec::new();
        let mut each = |entry: Entry, place: Place| {
            if entry.is_stage_event() {
                found.push(format!("{} {entry:?}", place.line()));
            }
        };
        for (line, number) in lines.iter().zip(1..) {
            let behind = lines.get(usize::try_from(number).unwrap()).and_then(|line| line.bytes().next());
            entries.add(Line::Whole(line.as_bytes()), behind, Place::new(0, number), &mut each);
        }
        entries.finish(&mut each);
        found
    }

    #[test]
    fn lines_of_others_do_not_tear_an_entry() {
        let found = read(&[
            "a-1  |   2026-11-22T03:15:00Z  INFO app: m, stage: \"one\"",
            "b-1  |   2026-11-22T03:15:00Z  INFO app: m, stage: \"two\"",
            "something else",
            "a-1  |     in app::r with correlation_id: id-a",
            "b-1  |     in app::r with correlation_id: id-b",
            "a-1  | ",
            "\u{feff}{\"stage\":\"three\"}",
        ]);
        assert_eq!(found.len(), 3);
        for (stage, id) in [("one", Some("id-a")), ("two", Some("id-b")), ("three", None)] {
            let entry = found.iter().find(|entry| entry.contains(&format!("{stage:?}"))).unwrap();
            assert!(id.is_none_or(|id| entry.contains(id)), "{entry}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(lines in proptest::collection::vec(
            "(\\{|\\}|\"|\\\\|\u{1b}\\[|m|stage|outcome|correlation_id|=|: |, | |INFO|WARN|2026-11-22T03:15:00Z|é|\\||\\[pod/|\\] |x){0,30}", 0..8,
        )) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            read(&lines);
        }
    }
}
