use std::collections::HashMap;

use serde::Serialize;
use tracewell_redact::Policy;

use super::field_name::FieldName;
use super::mark::Mark;

/// Names that are told apart. Fields of further ones are counted together.
const MOST_NAMES: usize = 16 << 10;

/// How often each field occurs, in bounded memory.
#[derive(Debug)]
pub(super) struct NameTable {
    policy: Policy,
    most: usize,
    rows: Vec<Row>,
    places: HashMap<Box<str>, usize>,
    others: Counts,
    current: CurrentLine,
}

/// One field.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: FieldName,
    pub(super) counts: Counts,
    /// The latest line that has it, and what was done to it there.
    line: u64,
    mark: Mark,
}

/// In how many lines something was seen, and in how many of those what was done to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) seen: u64,
    pub(super) filtered: u64,
    pub(super) redacted: u64,
}

/// The line that is being read: nothing of it counts before its end was seen.
#[derive(Debug, Default)]
struct CurrentLine {
    number: u64,
    /// How many rows there were before it.
    known: usize,
    /// The rows it has, each once.
    rows: Vec<usize>,
    others: Counts,
}

impl Counts {
    fn add(&mut self, mark: Mark) {
        self.seen += 1;
        self.filtered += u64::from(mark.filtered);
        self.redacted += u64::from(mark.redacted);
    }

    fn add_all(&mut self, other: Self) {
        self.seen += other.seen;
        self.filtered += other.filtered;
        self.redacted += other.redacted;
    }
}

impl NameTable {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            most: MOST_NAMES,
            rows: Vec::new(),
            places: HashMap::new(),
            others: Counts::default(),
            // No row was seen in a line before the first.
            current: CurrentLine { number: 1, ..CurrentLine::default() },
        }
    }

    /// Notes a field of the current line. However often a line has a name, it counts once.
    pub(super) fn note(&mut self, name: &str, mark: Mark) {
        let key = FieldName::key_of(name);
        let place = match self.places.get(&*key) {
            Some(place) => *place,
            None if self.rows.len() == self.most => return self.current.others.add(mark),
            None => {
                let name = FieldName::new(name, &self.policy);
                self.rows.push(Row { name, counts: Counts::default(), line: 0, mark: Mark::default() });
                self.places.insert(key.into(), self.rows.len() - 1);
                self.rows.len() - 1
            }
        };
        let Some(row) = self.rows.get_mut(place) else { return };
        if row.line != self.current.number {
            row.line = self.current.number;
            row.mark = Mark::default();
            self.current.rows.push(place);
        }
        row.mark |= mark;
    }

    /// Ends the current line: what was noted counts, or it is as if the line had never been.
    pub(super) fn end_line(&mut self, counts: bool) {
        if counts {
            for place in &self.current.rows {
                if let Some(row) = self.rows.get_mut(*place) {
                    row.counts.add(row.mark);
                }
            }
            self.others.add_all(self.current.others);
        } else {
            for row in self.rows.drain(self.current.known..) {
                self.places.remove(row.name.key());
            }
        }
        self.current.number += 1;
        self.current.known = self.rows.len();
        self.current.rows.clear();
        self.current.others = Counts::default();
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Fields whose names came when the table was full.
    pub(super) fn others(&self) -> Counts {
        self.others
    }

    /// The rows whose fields were filtered most come first, then those of the first names.
    pub(super) fn sort(&mut self) {
        self.rows
            .sort_by(|a, b| b.counts.filtered.cmp(&a.counts.filtered).then_with(|| a.name.shown().cmp(b.name.shown())));
        self.places.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Mark = Mark { filtered: false, redacted: false };
    const FILTERED: Mark = Mark { filtered: true, redacted: false };
    const REDACTED: Mark = Mark { filtered: false, redacted: true };

    fn table(most: usize) -> NameTable {
        NameTable { most, ..NameTable::new(Policy::production()) }
    }

    fn rows(table: &mut NameTable) -> Vec<(String, [u64; 3])> {
        table.sort();
        let counts = |counts: Counts| [counts.seen, counts.filtered, counts.redacted];
        table.rows().iter().map(|row| (row.name.shown().to_owned(), counts(row.counts))).collect()
    }

    #[test]
    fn a_name_counts_once_a_line() {
        let mut table = table(10);
        for name in ["b", "a", "b"] {
            table.note(name, FILTERED);
        }
        table.note("b", REDACTED);
        table.end_line(true);
        table.note("b", NONE);
        table.note("c", FILTERED);
        table.end_line(true);
        table.note("c", FILTERED);
        table.end_line(true);
        assert_eq!(
            rows(&mut table),
            [("c".to_owned(), [2, 2, 0]), ("a".to_owned(), [1, 1, 0]), ("b".to_owned(), [2, 1, 1])]
        );
    }

    #[test]
    fn a_line_that_does_not_count_leaves_nothing_behind() {
        let mut table = table(2);
        table.note("a", NONE);
        table.end_line(true);
        for round in 0..5 {
            table.note("a", FILTERED);
            table.note(&format!("x{round}"), FILTERED);
            table.note(&format!("y{round}"), FILTERED);
            table.end_line(false);
        }
        table.note("b", NONE);
        table.end_line(true);
        assert_eq!(rows(&mut table), [("a".to_owned(), [1, 0, 0]), ("b".to_owned(), [1, 0, 0])]);
        assert_eq!(table.others(), Counts::default());
    }

    #[test]
    fn names_beyond_the_limit_are_counted_together() {
        let mut table = table(3);
        for name in 0..10 {
            table.note(&name.to_string(), FILTERED);
        }
        table.end_line(true);
        assert_eq!(table.rows().len(), 3);
        assert_eq!(table.others(), Counts { seen: 7, filtered: 7, redacted: 0 });
    }

    #[test]
    fn long_names_take_bounded_memory_and_one_row_for_one_beginning() {
        let mut table = table(10);
        table.note(&"x".repeat(1 << 20), FILTERED);
        table.note(&"x".repeat(1 << 19), FILTERED);
        table.end_line(true);
        assert_eq!(rows(&mut table), [(format!("{}…", "x".repeat(64)), [1, 1, 0])]);
    }
}
