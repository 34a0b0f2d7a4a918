use tracewell_flow::Place;

use super::found::Found;
use super::head::Head;
use super::key::Key;
use super::reader::{Reader, is_whole, text_of};
use super::text::Text;
use crate::input::{Line, Needles, Styles, Want, split_prefix, without_styles};
use crate::output::counted;

/// Sources whose entries are put together side by side: containers of one stream.
const SOURCES: usize = 64;
/// Lines of other sources after which an entry is done.
const PATIENCE: u32 = 200;
/// Bytes of the lines that continue an entry.
const LONGEST: usize = 16 << 10;
/// Bytes of a line that is left to others to read: what is on its way to them stays bounded.
const LONGEST_LEFT: usize = 8 << 10;

/// Makes entries of lines, decided one by one: JSON, text of one line or of several, and what is neither.
#[derive(Debug)]
pub(in crate::command::check) struct Entries {
    reader: Reader,
    open: Vec<Open>,
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
        Self { reader: Reader::new(key), open: Vec::new(), too_long: 0 }
    }

    /// What a line holds that may matter: a stage, or what went wrong.
    pub(in crate::command::check) fn needles() -> Needles {
        Needles::new(&["stage", "WARN", "ERROR"])
    }

    /// Which lines should come next.
    pub(in crate::command::check) fn want(&self) -> Want {
        if self.open.is_empty() && self.reader.has_sampled() { Want::Hits } else { Want::All }
    }

    /// Takes a line, and gives the entries that are done to `each`, in their order. `behind` is the byte that follows it, if it
    /// is known.
    pub(in crate::command::check) fn add(
        &mut self,
        line: Line<'_>,
        behind: Option<u8>,
        place: Place,
        each: &mut impl FnMut(Found<'_>, Place),
    ) {
        let (bytes, ended) = match line {
            Line::Whole(bytes) => (bytes, true),
            Line::Last(bytes) => (bytes, false),
            Line::TooLong => {
                self.too_long += 1;
                self.reader.sample().line();
                return self.finish(each);
            }
        };
        if ended && bytes.len() <= LONGEST_LEFT && self.want() == Want::Hits && is_whole(bytes, behind) {
            return each(Found::Line(bytes), place);
        }
        self.reader.sample().line();
        let styled = text_of(bytes);
        let line = without_styles(&styled);
        let (prefix, rest) = split_prefix(line.strip_prefix('\u{feff}').unwrap_or(&line));
        if rest.trim_start().starts_with('{') {
            self.end(prefix, each);
            if let Some(entry) = self.reader.json(rest, ended, place) {
                each(Found::Entry(Box::new(entry)), place);
            }
        } else if let Some(head) = Head::of(rest) {
            self.end(prefix, each);
            if self.reader.is_of_interest(&head, rest) {
                let styles = if line.len() == styled.len() { Styles::default() } else { Styles::of(&styled) };
                // The next line begins an entry of its own: this one is all there is.
                if prefix.is_empty() && behind.is_some_and(|byte| byte == b'{' || byte.is_ascii_digit()) {
                    let whole = Text { head, is_indented: is_indented(rest), styles: &styles, more: "" };
                    each(Found::Entry(Box::new(self.reader.text(whole))), place);
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
    pub(in crate::command::check) fn finish(&mut self, each: &mut impl FnMut(Found<'_>, Place)) {
        for open in std::mem::take(&mut self.open) {
            self.give_text(&open, each);
        }
    }

    /// One more reader for lines that are entries by themselves: to [`absorb`](Self::absorb) in the end.
    pub(in crate::command::check) fn new_reader(&self) -> Reader {
        self.reader.another()
    }

    /// What reads such lines here.
    pub(in crate::command::check) fn reader(&mut self) -> &mut Reader {
        &mut self.reader
    }

    /// Takes over what another reader has counted.
    pub(in crate::command::check) fn absorb(&mut self, reader: Reader) {
        self.reader.absorb(reader);
    }

    /// Why there was no stage event.
    pub(in crate::command::check) fn why_nothing(&self) -> String {
        self.reader.why_nothing()
    }

    /// How many lines begin as JSON and could not be read though they name a stage, and where the first one stands.
    pub(in crate::command::check) fn unreadable(&self) -> Option<(u64, Place)> {
        self.reader.unreadable()
    }

    /// What else could not be read, in words.
    pub(in crate::command::check) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.reader.torn() > 0 {
            notes.push("the log is truncated: its last line is torn".to_owned());
        }
        if self.too_long > 0 {
            let lines =
                counted(self.too_long, "line is longer than 16 MiB and was", "lines are longer than 16 MiB and were");
            notes.push(format!("{lines} not read"));
        }
        notes
    }

    fn begin(
        &mut self,
        prefix: &str,
        first: &str,
        styles: Styles,
        place: Place,
        each: &mut impl FnMut(Found<'_>, Place),
    ) {
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

    fn end(&mut self, prefix: &str, each: &mut impl FnMut(Found<'_>, Place)) {
        let prefix = source(prefix);
        if let Some(at) = self.open.iter().position(|open| open.prefix == prefix) {
            let open = self.open.remove(at);
            self.give_text(&open, each);
        }
    }

    fn grow_old(&mut self, each: &mut impl FnMut(Found<'_>, Place)) {
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

    fn give_text(&mut self, open: &Open, each: &mut impl FnMut(Found<'_>, Place)) {
        if let Some(head) = Head::of(&open.first) {
            let Open { first, styles, more, place, .. } = open;
            let whole = Text { head, is_indented: is_indented(first), styles, more };
            each(Found::Entry(Box::new(self.reader.text(whole))), *place);
        }
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
    use tracewell_flow::Entry;

    fn read(lines: &[&str]) -> Vec<String> {
        let mut entries = Entries::new(Key::Auto);
        let mut found = Vec::new();
        let mut reader = Reader::new(Key::Auto);
        let mut each = |one: Found<'_>, place: Place| {
            if let Some(entry) = one.read(&mut reader, place).filter(Entry::is_stage_event) {
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

    /// What is found where most of the log is passed over, once so many lines were seen.
    fn read_hits(lines: &[&str]) -> Vec<String> {
        let mut entries = Entries::new(Key::Auto);
        let mut found = Vec::new();
        let mut reader = entries.new_reader();
        let mut each = |one: Found<'_>, place: Place| {
            if let Some(entry) = one.read(&mut reader, place).filter(Entry::is_stage_event) {
                found.push(format!("{} {entry:?}", place.line()));
            }
        };
        for _ in 0..1000 {
            entries.add(Line::Whole(b"other"), Some(b'2'), Place::new(0, 0), &mut each);
        }
        for (line, number) in lines.iter().zip(1..) {
            let behind = lines.get(usize::try_from(number).unwrap()).and_then(|line| line.bytes().next());
            let is_hit = ["stage", "WARN", "ERROR"].iter().any(|needle| line.contains(needle));
            if entries.want() == Want::All || is_hit {
                entries.add(Line::Whole(line.as_bytes()), behind, Place::new(0, number), &mut each);
            }
        }
        entries.finish(&mut each);
        found
    }

    proptest! {
        #[test]
        fn what_is_found_does_not_depend_on_what_is_passed_over(lines in proptest::collection::vec(
            "(a-1  \\| )?(2026-11-22T03:15:00Z|2026-11-22T03:15:00Z 2026-11-22T03:15:00Z|  2026-11-22T03:15:00Z)?( |  |\t)(\\{\"stage\":\"a\"\\}|INFO|WARN|\\[INFO\\]|in r with|at src)( app: |: | |)(m|\u{1b}\\[1mm)?(, | |)(stage: \"a\"|stage=\"b\"|stage=c|)(, correlation_id: \"1\"| correlation_id=2|)", 0..12,
        )) {
            let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
            prop_assert_eq!(read_hits(&lines), read(&lines));
        }

        #[test]
        fn nothing_makes_it_panic(lines in proptest::collection::vec(
            "(\\{|\\}|\"|\\\\|\u{1b}\\[|m|stage|outcome|correlation_id|=|: |, | |INFO|WARN|2026-11-22T03:15:00Z|é|\\||\\[pod/|\\] |x){0,30}", 0..8,
        )) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            read(&lines);
        }
    }
}
