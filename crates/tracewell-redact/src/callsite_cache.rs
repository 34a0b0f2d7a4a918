use std::fmt;
use std::sync::OnceLock;

use tracing_core::Metadata;

/// Slots of the first table; each further one has twice as many.
const FIRST: usize = 512;
/// Slots that are looked at before a table counts as full for a callsite.
const PROBES: usize = 8;
/// Tables at most: some hundred thousand callsites, then nothing is kept any more.
const TABLES: u32 = 9;

/// What was decided about each callsite, by the address of its metadata. Read without a lock and without a write.
///
/// An entry is made where it is missed, because not every callsite is registered before its first event. Memory is
/// bounded by the number of callsites and by the size of the last table; beyond it a value is made for each look.
///
/// ```
/// use tracewell_redact::CallsiteCache;
/// use tracing_core::{Callsite, Metadata};
///
/// fn name_length(cache: &CallsiteCache<usize>, metadata: &'static Metadata<'static>) -> usize {
///     cache.with(metadata, || metadata.name().len(), |length| *length)
/// }
/// ```
pub struct CallsiteCache<P> {
    first: Table<P>,
    tables: u32,
}

struct Table<P> {
    slots: Box<[OnceLock<Entry<P>>]>,
    next: OnceLock<Box<Self>>,
}

struct Entry<P> {
    address: usize,
    value: Box<P>,
}

/// Where the look for an address ended.
enum Place<'a, P> {
    Found(&'a P),
    Vacant(&'a OnceLock<Entry<P>>),
    Full,
}

impl<P> CallsiteCache<P> {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::sized(FIRST, TABLES)
    }

    fn sized(first: usize, tables: u32) -> Self {
        Self { first: Table::of(first), tables }
    }

    /// Gives `read` the value of this callsite, which `make` makes if it is not there yet.
    ///
    /// Two threads that miss at once may both make it; one of the values is kept.
    #[inline]
    pub fn with<R>(
        &self,
        metadata: &'static Metadata<'static>,
        make: impl FnOnce() -> P,
        read: impl FnOnce(&P) -> R,
    ) -> R {
        let address = std::ptr::from_ref(metadata).addr();
        match self.first.probe(address) {
            Place::Found(value) => read(value),
            _ => self.with_missed(address, make, read),
        }
    }

    #[cold]
    fn with_missed<R>(&self, address: usize, make: impl FnOnce() -> P, read: impl FnOnce(&P) -> R) -> R {
        let mut make = Some(make);
        let mut made = None;
        let mut table = &self.first;
        let mut depth = 1;
        loop {
            match table.probe(address) {
                Place::Found(value) => return read(value),
                Place::Full if depth < self.tables => {
                    table = table.next.get_or_init(|| Box::new(Table::of(self.first.slots.len() << depth)));
                    depth += 1;
                }
                place => {
                    if let Some(make) = make.take() {
                        made = Some(Box::new(make()));
                    }
                    match (place, made.take()) {
                        (Place::Vacant(slot), Some(value)) => {
                            // Whether ours or another thread's is in there now, the next probe tells.
                            made = slot.set(Entry { address, value }).err().map(|entry| entry.value);
                        }
                        (_, Some(value)) => return read(&value),
                        (_, None) => {}
                    }
                }
            }
        }
    }
}

impl<P> Table<P> {
    fn of(slots: usize) -> Self {
        Self { slots: (0..slots).map(|_| OnceLock::new()).collect(), next: OnceLock::new() }
    }

    #[inline]
    fn probe(&self, address: usize) -> Place<'_, P> {
        // Fibonacci hashing: the low bits of an address are all alike.
        let start = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let mask = self.slots.len() - 1;
        for step in 0..PROBES {
            let Some(slot) = self.slots.get((start as usize).wrapping_add(step) & mask) else { break };
            match slot.get() {
                Some(entry) if entry.address == address => return Place::Found(&entry.value),
                Some(_) => {}
                None => return Place::Vacant(slot),
            }
        }
        Place::Full
    }
}

impl<P> Default for CallsiteCache<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P> fmt::Debug for CallsiteCache<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallsiteCache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracing_core::callsite::Callsite;
    use tracing_core::field::FieldSet;
    use tracing_core::identify_callsite;
    use tracing_core::metadata::{Kind, Level};
    use tracing_core::subscriber::Interest;

    use super::*;

    struct Site;

    impl Callsite for Site {
        fn set_interest(&self, _: Interest) {}

        fn metadata(&self) -> &Metadata<'_> {
            &METADATA
        }
    }

    static SITE: Site = Site;
    static METADATA: Metadata<'static> = metadata();

    const fn metadata() -> Metadata<'static> {
        let fields = FieldSet::new(&[], identify_callsite!(&SITE));
        Metadata::new("event", "app", Level::INFO, None, None, None, fields, Kind::EVENT)
    }

    fn metadatas<const N: usize>() -> &'static [Metadata<'static>] {
        Vec::leak((0..N).map(|_| metadata()).collect())
    }

    #[test]
    fn each_callsite_has_its_own_value_which_is_made_once() {
        let cache = CallsiteCache::new();
        let sites = metadatas::<5000>();
        let made = AtomicUsize::new(0);
        for round in 0..2 {
            for (index, site) in sites.iter().enumerate() {
                let make = || {
                    made.fetch_add(1, Ordering::Relaxed);
                    index
                };
                assert_eq!(cache.with(site, make, |value| *value), index, "round {round}");
            }
        }
        assert_eq!(made.load(Ordering::Relaxed), sites.len());
    }

    #[test]
    fn a_full_cache_answers_all_the_same() {
        let cache = CallsiteCache::sized(2, 2);
        for _ in 0..2 {
            for (index, site) in metadatas::<50>().iter().enumerate() {
                assert_eq!(cache.with(site, || index, |value| *value), index);
            }
        }
        let tables: Vec<usize> =
            std::iter::successors(Some(&cache.first), |table| table.next.get().map(|next| &**next))
                .map(|table| table.slots.len())
                .collect();
        assert_eq!(tables, [2, 4], "memory is bounded");
        assert_eq!(format!("{cache:?}"), "CallsiteCache { .. }");
    }

    #[test]
    fn eight_threads_agree() {
        let cache = CallsiteCache::sized(8, 9);
        let sites = metadatas::<500>();
        let seen: Vec<Vec<usize>> = std::thread::scope(|scope| {
            let look = |thread: usize| {
                let cache = &cache;
                scope.spawn(move || {
                    sites
                        .iter()
                        .enumerate()
                        .map(|(n, site)| cache.with(site, || thread * 1000 + n, |value| *value))
                        .collect()
                })
            };
            let threads: Vec<_> = (0..8).map(look).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        // Whoever was first: from then on it is the same for all, and of the right callsite.
        for (n, site) in sites.iter().enumerate() {
            let kept = cache.with(site, || usize::MAX, |value| *value);
            assert_eq!(kept % 1000, n);
            assert!(seen.iter().all(|values| values[n] == kept));
        }
    }
}
