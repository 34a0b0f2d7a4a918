use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Result};
use std::path::Path;

use super::gzip::Compressor;
use super::place::Place;
use super::slots::Slots;

/// Up to so many full files have the numbers 1, 2, 3 and so on, without a gap. With more of them it would take too long to
/// move them all whenever one comes.
const DENSE: u32 = 100;

/// The full files: so many of them, the oldest makes room.
#[derive(Debug)]
pub(super) struct Shelf {
    count: u32,
    compressor: Option<Compressor>,
    known: Option<Known>,
}

/// What is in the folder, as far as we know.
#[derive(Debug)]
struct Known {
    slots: Slots,
    /// Numbers of ours, the youngest first.
    numbers: Vec<u32>,
    foreign: BTreeSet<u32>,
}

impl Shelf {
    pub(super) fn new(count: u32, gzip: bool) -> Self {
        Self { count, compressor: gzip.then(Compressor::new), known: None }
    }

    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    /// Begins in a place that is ours; finishes what a crash has interrupted there.
    pub(super) fn enter(&mut self, place: &Place) {
        self.known = None;
        let slots = Slots::of(place);
        let _ = fs::remove_file(slots.workshop());
        let Ok(listing) = slots.list() else { return };
        for number in listing.plain.intersection(&listing.packed) {
            // The packed one got its name when it was whole.
            let _ = fs::remove_file(slots.plain(*number));
        }
    }

    /// Puts the full file away as the youngest.
    pub(super) fn put(&mut self, full: &Path, place: &Place) -> Result<()> {
        match self.compressor.take() {
            None => self.shelve(full, place),
            Some(mut compressor) => {
                let put = compressor.keep_still(|| self.shelve(full, place));
                if put.is_ok() {
                    compressor.begin(Slots::of(place));
                }
                self.compressor = Some(compressor);
                put
            }
        }
    }

    fn shelve(&mut self, full: &Path, place: &Place) -> Result<()> {
        let known = self.known.take().map_or_else(|| Known::read(place), Ok)?;
        let first = self.try_shelve(full, known);
        match first {
            // Somebody else has put something there.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.try_shelve(full, Known::read(place)?),
            first => first,
        }
    }

    /// Keeps what it knows only if all went well.
    fn try_shelve(&mut self, full: &Path, mut known: Known) -> Result<()> {
        known.drop_to(self.count.saturating_sub(1) as usize)?;
        let number = known.number_for_one_more(self.count > DENSE)?;
        known.slots.put(full, number)?;
        known.numbers.insert(0, number);
        self.known = Some(known);
        Ok(())
    }
}

impl Known {
    fn read(place: &Place) -> Result<Self> {
        let slots = Slots::of(place);
        let listing = slots.list()?;
        Ok(Self { slots, numbers: listing.numbers(), foreign: listing.foreign })
    }

    /// Removes the oldest until so many are left.
    fn drop_to(&mut self, count: usize) -> Result<()> {
        while self.numbers.len() > count {
            if let Some(oldest) = self.numbers.last() {
                self.slots.remove(*oldest)?;
            }
            self.numbers.pop();
        }
        Ok(())
    }

    /// A free number below all others.
    fn number_for_one_more(&mut self, sparse: bool) -> Result<u32> {
        let Some(youngest) = self.numbers.first().copied() else { return Ok(self.after(0)) };
        if let Some(free) = self.before(youngest) {
            return Ok(free);
        }
        let run = self.run();
        // As far again as there are files in the way: so each is moved a few times in its life, however many there are.
        let distance = if sparse && run == self.numbers.len() { run } else { 1 };
        let mut to = youngest + distance as u32 - 1;
        let moved: Vec<u32> = self.numbers[..run]
            .iter()
            .map(|_| {
                to = self.after(to);
                to
            })
            .collect();
        for (number, to) in self.numbers[..run].iter_mut().zip(moved).rev() {
            self.slots.renumber(*number, to)?;
            *number = to;
        }
        self.numbers.first().and_then(|youngest| self.before(*youngest)).ok_or_else(|| ErrorKind::AlreadyExists.into())
    }

    /// How many numbers follow each other without a gap, from the youngest on.
    fn run(&self) -> usize {
        let follows = |pair: &&[u32]| self.after(pair[0]) == pair[1];
        self.numbers.windows(2).take_while(follows).count() + 1
    }

    /// The last number below this that may be ours.
    fn before(&self, number: u32) -> Option<u32> {
        (1..number).rev().find(|number| !self.foreign.contains(number))
    }

    /// The next number that may be ours.
    fn after(&self, number: u32) -> u32 {
        (number + 1..).find(|number| !self.foreign.contains(number)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;
    use crate::FileName;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("tracewell-shelf-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        /// What the files hold, the oldest first.
        fn content(&self, place: &Place) -> Vec<u32> {
            let slots = Slots::of(place);
            let numbers = slots.list().unwrap().numbers().into_iter().rev();
            numbers.map(|number| fs::read_to_string(slots.plain(number)).unwrap().parse().unwrap()).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn put(shelf: &mut Shelf, place: &Place, content: u32) {
        fs::write(place.path(), content.to_string()).unwrap();
        shelf.put(&place.path(), place).unwrap();
    }

    #[test]
    fn the_youngest_are_kept_in_order_however_many() {
        for count in [1, 2, 7, 101, 130] {
            let folder = Folder::new(&format!("many-{count}"));
            let place = Place::take(&folder.0, &FileName::default()).unwrap();
            let mut shelf = Shelf::new(count, false);
            for content in 0..300 {
                put(&mut shelf, &place, content);
                if content % 23 == 0 || content > 290 {
                    let kept: Vec<u32> = ((content + 1).saturating_sub(count)..=content).collect();
                    assert_eq!(folder.content(&place), kept, "{count} backups");
                }
            }
            let numbers = Slots::of(&place).list().unwrap().numbers();
            let highest = numbers.last().copied().unwrap();
            assert!(highest <= if count > DENSE { 2 * count } else { count }, "{count} backups up to number {highest}");
        }
    }

    #[test]
    fn a_file_that_others_put_there_is_not_overwritten() {
        let folder = Folder::new("others");
        let place = Place::take(&folder.0, &FileName::default()).unwrap();
        let mut shelf = Shelf::new(50, false);
        put(&mut shelf, &place, 1);
        // Where the next one would be moved to.
        fs::write(Slots::of(&place).plain(2), "0").unwrap();
        put(&mut shelf, &place, 2);
        assert_eq!(folder.content(&place), [0, 1, 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_taken_away_in_between(
            count in prop_oneof![1..12_u32, 101..110_u32],
            steps in prop::collection::vec(prop_oneof![8 => Just(None), 1 => (1..20_u32).prop_map(Some)], 1..120),
            foreign in prop::collection::btree_set(1..20_u32, 0..4),
        ) {
            let folder = Folder::new("taken");
            let place = Place::take(&folder.0, &FileName::default()).unwrap();
            let slots = Slots::of(&place);
            for number in &foreign {
                fs::write(folder.0.join(format!(".app.jsonl.{number}.lock")), "").unwrap();
                fs::write(slots.plain(*number), "another's").unwrap();
            }
            let (mut shelf, mut expected) = (Shelf::new(count, false), Vec::new());
            for (content, step) in steps.into_iter().enumerate() {
                match step {
                    None => {
                        put(&mut shelf, &place, content as u32);
                        expected.push(content as u32);
                    }
                    Some(number) if !foreign.contains(&number) => {
                        if let Ok(text) = fs::read_to_string(slots.plain(number)) {
                            fs::remove_file(slots.plain(number)).unwrap();
                            expected.retain(|content| content.to_string() != text);
                        }
                    }
                    Some(_) => {}
                }
                let kept = folder.content(&place);
                // One that was taken away may still have been counted.
                prop_assert!(expected.ends_with(&kept), "{expected:?} {kept:?}");
                prop_assert!(kept.len() <= count as usize);
                expected = kept;
            }
            for number in foreign {
                prop_assert_eq!(fs::read_to_string(slots.plain(number)).unwrap(), "another's");
            }
        }
    }
}
