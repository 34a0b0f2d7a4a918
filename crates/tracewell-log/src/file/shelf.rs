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
        let Some(youngest) = self.numbers.first() else { return Ok(self.after(0)) };
        if let Some(free) = self.before(*youngest) {
            return Ok(free);
        }
        let run = self.run();
        // As far again as there are files in the way: so each is moved a few times in its life, however many there are.
        let distance = if sparse && run == self.numbers.len() { run } else { 1 };
        let mut to = distance as u32;
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
