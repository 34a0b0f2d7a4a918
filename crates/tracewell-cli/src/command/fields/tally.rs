use serde::Serialize;
use tracewell_redact::Policy;

use super::members::each_field;
use super::name_table::NameTable;
use crate::input::{Line, without_prefix};

/// What was counted in the lines so far.
#[derive(Debug)]
pub(super) struct Tally {
    names: NameTable,
    lines: LineCounts,
}

/// How many lines there were of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct LineCounts {
    /// JSON objects.
    pub(super) read: u64,
    /// Something else.
    pub(super) foreign: u64,
    /// Last lines that end within a JSON object.
    pub(super) torn: u64,
    pub(super) too_long: u64,
}

impl Tally {
    pub(super) fn new(policy: Policy) -> Self {
        Self { names: NameTable::new(policy), lines: LineCounts::default() }
    }

    /// Counts the fields of a line: all of them, or none if it is no whole JSON object. An empty line counts as nothing.
    pub(super) fn add(&mut self, line: Line<'_>) {
        let (bytes, ended) = match line {
            Line::Whole(bytes) => (bytes, true),
            Line::Last(bytes) => (bytes, false),
            Line::TooLong => {
                self.lines.too_long += 1;
                return;
            }
        };
        let bytes = without_prefix(bytes);
        if bytes.is_empty() {
            return;
        }
        let object = bytes.first() == Some(&b'{');
        // Where other bytes got into a line, its names are still worth counting.
        let read = object && each_field(&String::from_utf8_lossy(bytes), |name, mark| self.names.note(name, mark));
        self.names.end_line(read);
        match (read, object && !ended) {
            (true, _) => self.lines.read += 1,
            (false, true) => self.lines.torn += 1,
            (false, false) => self.lines.foreign += 1,
        }
    }

    pub(super) fn into_parts(self) -> (NameTable, LineCounts) {
        (self.names, self.lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[Line<'_>]) -> (LineCounts, usize) {
        let mut tally = Tally::new(Policy::production());
        for line in lines {
            tally.add(*line);
        }
        let (names, counts) = tally.into_parts();
        (counts, names.rows().len())
    }

    #[test]
    fn each_line_is_of_one_sort() {
        let (counts, names) = lines(&[
            Line::Whole(br#"{"a":1}"#),
            Line::Whole(b"api-1  | {\"b\":\"\xff\xfe\"}"),
            Line::Whole(b""),
            Line::Whole(b"  "),
            Line::Whole(b"starting up"),
            Line::Whole(br#"{"c":1,"#),
            Line::TooLong,
            Line::Last(br#"{"d":1,"#),
        ]);
        assert_eq!(counts, LineCounts { read: 2, foreign: 2, torn: 1, too_long: 1 });
        assert_eq!(names, 2);
    }

    #[test]
    fn a_last_line_may_be_whole_or_foreign() {
        assert_eq!(lines(&[Line::Last(br#"{"a":1}"#)]).0.read, 1);
        assert_eq!(lines(&[Line::Last(b"text")]).0.foreign, 1);
    }
}
