use std::collections::VecDeque;

use hashbrown::HashTable;

/// What one subject takes beside its times: itself, its place in the index, and the allocator's own.
const FIXED: usize = size_of::<Ring>() + 10 + 16;
/// How many are compared to find the one to give up.
const SAMPLES: usize = 16;

/// Subjects with more than one violation: their latest times, as many as are counted.
#[derive(Debug)]
pub(super) struct Often {
    index: HashTable<u32>,
    rings: Vec<Ring>,
    bytes: usize,
    max_bytes: usize,
    random: u64,
}

/// The times of one subject.
#[derive(Debug)]
struct Ring {
    key: u64,
    times: VecDeque<u64>,
    signalled: Option<u64>,
}

impl Ring {
    fn bytes(&self) -> usize {
        FIXED + self.times.capacity() * size_of::<u64>()
    }

    fn forget(&mut self, window: u64, now: u64) {
        while self.times.front().is_some_and(|at| now - at >= window) {
            self.times.pop_front();
        }
        if self.signalled.is_some_and(|at| now - at >= window) {
            self.signalled = None;
        }
    }

    /// More of it is more interesting: a signal that must not be given twice, many violations, late ones.
    fn interest(&self, window: u64, now: u64) -> (bool, usize, u64) {
        let live = self.times.iter().rev().take_while(|at| now - **at < window).count();
        let signalled = self.signalled.is_some_and(|at| now - at < window);
        (signalled, live, self.times.back().copied().unwrap_or_default())
    }
}

impl Often {
    pub(super) fn new(max_bytes: usize, seed: u64) -> Self {
        Self { index: HashTable::new(), rings: Vec::new(), bytes: 0, max_bytes, random: seed | 1 }
    }

    fn place(&self, key: u64) -> Option<usize> {
        self.index.find(key, |place| self.rings[*place as usize].key == key).map(|place| *place as usize)
    }

    /// Adds a time to a subject that is known; says how many there are then.
    pub(super) fn push(&mut self, key: u64, cap: usize, window: u64, now: u64) -> Option<u32> {
        let place = self.place(key)?;
        let ring = &mut self.rings[place];
        let before = ring.bytes();
        ring.forget(window, now);
        if ring.times.len() >= cap {
            ring.times.pop_front();
        }
        if ring.times.len() == ring.times.capacity() {
            let more = ring.times.capacity().max(2).min(cap - ring.times.len());
            ring.times.reserve_exact(more);
        }
        ring.times.push_back(now);
        let count = ring.times.len();
        self.bytes = self.bytes - before + ring.bytes();
        self.shrink_to_limit(key, window, now);
        u32::try_from(count).ok()
    }

    /// Takes a subject up.
    pub(super) fn insert(&mut self, key: u64, times: &[u64], window: u64, now: u64) {
        let ring = Ring { key, times: times.iter().copied().collect(), signalled: None };
        self.bytes += ring.bytes();
        let Ok(place) = u32::try_from(self.rings.len()) else { return };
        self.rings.push(ring);
        let rings = &self.rings;
        self.index.insert_unique(key, place, |place| rings[*place as usize].key);
        self.shrink_to_limit(key, window, now);
    }

    /// The count of a subject, and whether its signal is given.
    pub(super) fn look(&mut self, key: u64, window: u64, now: u64) -> Option<(u32, bool)> {
        let place = self.place(key)?;
        let ring = &mut self.rings[place];
        ring.forget(window, now);
        Some((u32::try_from(ring.times.len()).unwrap_or(u32::MAX), ring.signalled.is_some()))
    }

    /// Notes that the signal of a subject is given.
    pub(super) fn mark(&mut self, key: u64, now: u64) -> bool {
        let place = self.place(key);
        if let Some(place) = place {
            self.rings[place].signalled = Some(now);
        }
        place.is_some()
    }

    /// Gives up the least interesting of some, until there is room.
    fn shrink_to_limit(&mut self, keep: u64, window: u64, now: u64) {
        while self.bytes > self.max_bytes && self.rings.len() > 1 {
            let mut least: Option<(usize, (bool, usize, u64))> = None;
            for _ in 0..SAMPLES {
                let place = self.any_place();
                let ring = &self.rings[place];
                let interest = ring.interest(window, now);
                if ring.key != keep && least.is_none_or(|(_, lowest)| interest < lowest) {
                    least = Some((place, interest));
                }
            }
            // All samples hit the one to keep: there are few, and the next round finds another.
            if let Some((place, _)) = least {
                self.evict(place);
            }
        }
    }

    fn evict(&mut self, place: usize) {
        let key = self.rings[place].key;
        let rings = &self.rings;
        if let Ok(entry) = self.index.find_entry(key, |place| rings[*place as usize].key == key) {
            entry.remove();
        }
        let last = self.rings.len() - 1;
        if place != last {
            let moved = self.rings[last].key;
            let rings = &self.rings;
            if let (Some(entry), Ok(place)) =
                (self.index.find_mut(moved, |at| rings[*at as usize].key == moved), u32::try_from(place))
            {
                *entry = place;
            }
        }
        self.bytes -= self.rings.swap_remove(place).bytes();
    }

    /// A place nobody outside can predict (xorshift, George Marsaglia).
    fn any_place(&mut self) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random % self.rings.len() as u64).unwrap_or_default()
    }
}
