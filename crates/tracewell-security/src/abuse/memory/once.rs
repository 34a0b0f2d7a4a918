use hashbrown::HashTable;

/// What stands in a place that is free.
const FREE: u64 = 0;

/// Subjects with a single violation, which are nearly all there are in a flood: 16 bytes each and 10 for the index. A new
/// one takes the place of the oldest.
#[derive(Debug)]
pub(super) struct Once {
    index: HashTable<u32>,
    places: Vec<(u64, u64)>,
    next: usize,
    max: usize,
}

impl Once {
    pub(super) fn new(max: usize) -> Self {
        Self { index: HashTable::new(), places: Vec::new(), next: 0, max: max.max(1) }
    }

    pub(super) fn insert(&mut self, key: u64, at: u64) {
        let place = if self.places.len() < self.max {
            if self.places.len() == self.places.capacity() {
                let more = self.places.capacity().clamp(8, (self.max - self.places.len()).max(8));
                self.places.reserve_exact(more);
            }
            self.places.push((key, at));
            self.places.len() - 1
        } else {
            let place = self.next;
            self.next = (place + 1) % self.max;
            let (evicted, _) = self.places[place];
            if evicted != FREE {
                self.unlist(evicted);
            }
            self.places[place] = (key, at);
            place
        };
        if let Ok(place) = u32::try_from(place) {
            let places = &self.places;
            self.index.insert_unique(key, place, |place| places[*place as usize].0);
        }
    }

    pub(super) fn get(&self, key: u64) -> Option<u64> {
        let place = self.index.find(key, |place| self.places[*place as usize].0 == key)?;
        Some(self.places[*place as usize].1)
    }

    pub(super) fn remove(&mut self, key: u64) -> Option<u64> {
        let place = self.unlist(key)?;
        let taken = std::mem::replace(&mut self.places[place], (FREE, 0));
        Some(taken.1)
    }

    fn unlist(&mut self, key: u64) -> Option<usize> {
        let places = &self.places;
        let entry = self.index.find_entry(key, |place| places[*place as usize].0 == key);
        entry.ok().map(|entry| entry.remove().0 as usize)
    }
}
