use serde_json::Value;

use super::{Fault, Reason};
use crate::Hash;

/// Lines that were erased, and the events that say so.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// First and last number of erased lines that follow each other, and the file and line of the first.
    erased: Vec<(u64, u64, Place)>,
    /// First and last number that an event names, and the number of the event.
    pub(super) said: Vec<(u64, u64, u64)>,
    /// The same for lines of a checkpoint.
    said_of_checkpoint: Vec<(u64, u64)>,
    /// Digests of older lines, after some of them were erased.
    older: Vec<Hash>,
}

/// A place as far as it is known here: which of the files, and the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) line: u64,
}

impl Coverage {
    pub(super) fn found(&mut self, seq: u64, place: Place) {
        match self.erased.last_mut() {
            Some((first, last, begin))
                if *last + 1 == seq && begin.file == place.file && begin.line + (seq - *first) == place.line =>
            {
                *last = seq;
            }
            _ => self.erased.push((seq, seq, place)),
        }
    }

    /// Takes the value of an `Erased` event.
    pub(super) fn say(&mut self, event: u64, value: &[u8]) -> Option<()> {
        let value: Value = serde_json::from_slice(value).ok()?;
        for range in value.get("lines")?.as_array()? {
            let range = range.as_array()?;
            self.said.push((range.first()?.as_u64()?, range.get(1)?.as_u64()?, event));
        }
        for range in value.get("checkpoint").and_then(Value::as_array).into_iter().flatten() {
            let range = range.as_array()?;
            self.said_of_checkpoint.push((range.first()?.as_u64()?, range.get(1)?.as_u64()?));
        }
        if let Some(older) = value.get("older").and_then(Value::as_str) {
            self.older.push(Hash::parse(older.as_bytes())?);
        }
        Some(())
    }

    pub(super) fn says_older(&self, digest: &Hash) -> bool {
        self.older.last() == Some(digest)
    }

    /// What events behind a checkpoint say about its lines, all of which are before them.
    pub(super) fn of_checkpoint(&self) -> Vec<(u64, u64, u64)> {
        self.said_of_checkpoint.iter().map(|(first, last)| (*first, *last, u64::MAX)).collect()
    }

    /// The first erased line that no event behind it names.
    pub(super) fn unsaid_by(&self, said: &[(u64, u64, u64)]) -> Option<(usize, Fault)> {
        let said = merged(said);
        for (first, last, place) in &self.erased {
            // Merged ranges do not touch, so that one of them has all of it or not.
            let at = said.partition_point(|(from, _)| from <= first);
            let reach = at.checked_sub(1).and_then(|at| said.get(at)).map_or(0, |(_, to)| *to);
            if reach < *last {
                let line = place.line + (reach + 1).saturating_sub(*first);
                return Some((place.file, Fault::new(line, Reason::ErasedUnsaid)));
            }
        }
        None
    }
}

/// What events say of lines before them, in order and without overlaps.
fn merged(said: &[(u64, u64, u64)]) -> Vec<(u64, u64)> {
    let before = |(from, to, event): &(u64, u64, u64)| (*from, (*to).min(event.saturating_sub(1)));
    let mut ranges: Vec<_> = said.iter().map(before).filter(|(from, to)| from <= to).collect();
    ranges.sort_unstable();
    ranges.dedup_by(|(from, to), (_, end)| {
        let touches = *from <= end.saturating_add(1);
        if touches {
            *end = (*end).max(*to);
        }
        touches
    });
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn erased(seqs: impl IntoIterator<Item = u64>) -> Coverage {
        let mut coverage = Coverage::default();
        seqs.into_iter().for_each(|seq| coverage.found(seq, Place { file: 0, line: seq }));
        coverage
    }

    #[test]
    fn many_ranges_are_looked_through_once() {
        let count = 300_000;
        let coverage = erased((1..=count).map(|seq| seq * 2));
        let said: Vec<_> = (1..=count).rev().map(|seq| (seq * 2, seq * 2, 2 * count + 1)).collect();
        assert_eq!(coverage.unsaid_by(&said), None);
        let (_, fault) = coverage.unsaid_by(said.get(1..).unwrap()).unwrap();
        assert_eq!(fault.line(), 2 * count);
    }

    proptest! {
        #[test]
        fn a_line_is_said_by_an_event_behind_it_that_names_it(
            lines in prop::collection::btree_set(1_u64..30, 0..12),
            said in prop::collection::vec((1_u64..30, 1_u64..30, 1_u64..40), 0..8),
        ) {
            let named = |seq: u64| said.iter().any(|(from, to, event)| *from <= seq && seq <= *to && *event > seq);
            let first = lines.iter().copied().find(|seq| !named(*seq));
            let found = erased(lines).unsaid_by(&said).map(|(_, fault)| fault.line());
            prop_assert_eq!(found, first);
        }
    }
}
