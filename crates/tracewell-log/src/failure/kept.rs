use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Detail;
use super::record::{HEAD, Record};

/// Bytes of the first piece of memory: a few lines.
const FIRST_BYTES: usize = 2 << 10;

/// The lines that are kept for one piece of work, as long as its context is there.
#[derive(Debug)]
pub(crate) struct Kept {
    detail: Detail,
    lines: Mutex<Lines>,
}

/// Lines end to end, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    records: Vec<u8>,
    /// What its memory counts for.
    reserved: usize,
    /// Lines that there was no room for.
    lost: u64,
}

impl Kept {
    pub(crate) fn new(detail: &Detail) -> Self {
        Self { detail: detail.clone(), lines: Mutex::default() }
    }

    /// Whether it is in this account: two logs of one process keep lines of their own.
    pub(crate) fn is_of(&self, detail: &Detail) -> bool {
        self.detail.is_same(detail)
    }

    /// Keeps one more. Where there is no room for it, old ones go; where there is none at all, it is lost.
    pub(crate) fn keep(&self, record: Record<'_>) {
        let mut lines = self.lines();
        let needed = HEAD + record.line.len();
        if needed > self.detail.most() {
            lines.lose(record);
            return;
        }
        if lines.records.len() + needed > self.detail.most() {
            // Half of them at once, so that what stays is not moved for each new one.
            lines.drop_oldest(needed.max(self.detail.most() / 2));
        }
        if !self.has_room(&mut lines, needed) {
            lines.lose(record);
            return;
        }
        record.write(&mut lines.records);
    }

    /// What is kept goes out of here, for good.
    pub(crate) fn take(&self) -> Lines {
        let taken = std::mem::take(&mut *self.lines());
        self.detail.give_back(taken.reserved);
        taken
    }

    /// Sees to it that there is memory for `needed` more bytes, on the account of all.
    fn has_room(&self, lines: &mut Lines, needed: usize) -> bool {
        let length = lines.records.len();
        if length + needed <= lines.reserved {
            return true;
        }
        let wanted = (lines.reserved * 2).max(FIRST_BYTES).min(self.detail.most()).max(length + needed);
        let has_room = self.detail.reserve(wanted - lines.reserved);
        if has_room {
            lines.records.reserve_exact(wanted - length);
            lines.reserved = wanted;
        }
        has_room
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl Lines {
    pub(crate) fn records(&self) -> impl Iterator<Item = Record<'_>> {
        let mut rest = self.records.as_slice();
        std::iter::from_fn(move || {
            let (record, behind) = Record::read(rest)?;
            rest = behind;
            Some(record)
        })
    }

    /// Whether they may be written now. What is lost of them is counted.
    pub(crate) fn pass(&self, detail: &Detail) -> bool {
        detail.lose(self.lost);
        let lines = self.records().filter(|record| record.first).count() as u64;
        lines > 0 && detail.may_write(self.records.len(), lines)
    }

    fn lose(&mut self, record: Record<'_>) {
        self.lost += u64::from(record.first);
    }

    /// Drops whole lines from the front until so many bytes are free.
    fn drop_oldest(&mut self, bytes: usize) {
        let (mut rest, mut lost) = (self.records.as_slice(), 0);
        while let Some((record, behind)) = Record::read(rest) {
            // A line stays whole in all its formats.
            if record.first && self.records.len() - rest.len() >= bytes {
                break;
            }
            lost += u64::from(record.first);
            rest = behind;
        }
        let gone = self.records.len() - rest.len();
        self.records.drain(..gone);
        self.lost += lost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(kept: &Kept, line: &str) {
        kept.keep(Record { format: 0, first: true, line: line.as_bytes() });
    }

    fn texts(lines: &Lines) -> Vec<String> {
        lines.records().map(|record| String::from_utf8(record.line.to_vec()).unwrap()).collect()
    }

    #[test]
    fn the_youngest_stay_and_memory_is_given_back() {
        let detail = Detail::new().work_bytes(1024);
        let kept = Kept::new(&detail);
        for number in 0..1000 {
            keep(&kept, &format!("line {number:03}\n"));
            assert!(detail.used() <= 1024, "{}", detail.used());
        }
        let lines = kept.take();
        let texts = texts(&lines);
        assert_eq!(texts.last().unwrap(), "line 999\n");
        assert!(texts.len() >= 30 && texts.windows(2).all(|pair| pair[0] < pair[1]), "{texts:?}");
        assert_eq!(lines.lost as usize, 1000 - texts.len());
        assert_eq!(detail.used(), 0);
        keep(&kept, "later\n");
        assert!(detail.used() > 0);
        drop(kept);
        assert_eq!(detail.used(), 0);
    }

    #[test]
    fn a_line_goes_in_all_its_formats() {
        let detail = Detail::new().work_bytes(1024);
        let kept = Kept::new(&detail);
        for number in 0..200 {
            for (format, first) in [(0, true), (1, false)] {
                kept.keep(Record { format, first, line: format!("{number:03}\n").as_bytes() });
            }
        }
        let lines = kept.take();
        let formats: Vec<_> = lines.records().map(|record| record.format).collect();
        assert_eq!(formats.len() % 2, 0);
        assert!(formats.chunks(2).all(|pair| pair == [0, 1]), "{formats:?}");
    }

    #[test]
    fn what_is_too_long_or_too_much_is_lost_and_counted() {
        let detail = Detail::new().work_bytes(1024).total_bytes(3100);
        let [one, other] = [Kept::new(&detail), Kept::new(&detail)];
        keep(&one, &"x".repeat(2000));
        assert_eq!((detail.used(), one.take().lost), (0, 1));
        let all: Vec<_> = (0..5).map(|_| Kept::new(&detail)).collect();
        for kept in &all {
            keep(kept, &"x".repeat(900));
        }
        assert!(detail.used() <= 3100);
        let lost: u64 = all.iter().map(|kept| kept.take().lost).sum();
        assert_eq!(lost, 2, "three found room");
        keep(&other, "there is room again");
        assert_eq!(texts(&other.take()).len(), 1);
    }
}
