use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::FilteredName;

/// Callsites that are counted; of further ones nothing is. A sink that makes its plan of a callsite anew counts anew.
const MOST_CALLSITES: usize = 4096;

/// Names of one callsite that are counted.
const MOST_NAMES: usize = 64;

/// Counts the events of one callsite that has fields outside the allowlist: see [`Policy::tally`](crate::Policy::tally).
///
/// All of its names are counted by the one number, so that an event costs one addition however many fields it has.
#[derive(Clone, Debug)]
pub struct Tally(Arc<Callsite>);

#[derive(Debug)]
struct Callsite {
    names: Box<[Box<str>]>,
    events: AtomicU64,
}

impl Tally {
    /// Counts one more event or span.
    #[inline]
    pub fn add(&self) {
        self.0.events.fetch_add(1, Ordering::Relaxed);
    }
}

/// The tallies of a policy.
#[derive(Debug, Default)]
pub(crate) struct Tallies(Mutex<Vec<Arc<Callsite>>>);

impl Tallies {
    /// A tally of these names, unless there are too many of them already.
    pub(crate) fn begin(&self, names: impl IntoIterator<Item = Box<str>>) -> Option<Tally> {
        let names: Box<[Box<str>]> = names.into_iter().take(MOST_NAMES).collect();
        if names.is_empty() {
            return None;
        }
        let mut callsites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if callsites.len() >= MOST_CALLSITES {
            return None;
        }
        let callsite = Arc::new(Callsite { names, events: AtomicU64::new(0) });
        callsites.push(Arc::clone(&callsite));
        Some(Tally(callsite))
    }

    /// The names that were counted most, each once; those counted alike in the order of the alphabet.
    pub(crate) fn most(&self, most: usize) -> Vec<FilteredName> {
        let callsites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for callsite in callsites.iter() {
            let events = callsite.events.load(Ordering::Relaxed);
            for name in callsite.names.iter().filter(|_| events > 0) {
                *counts.entry(name).or_default() += events;
            }
        }
        let mut names: Vec<(&str, u64)> = counts.into_iter().collect();
        names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        names.into_iter().take(most).map(|(name, count)| FilteredName::new(name, count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(names: &[&str]) -> Vec<Box<str>> {
        names.iter().map(|name| Box::from(*name)).collect()
    }

    fn most(tallies: &Tallies, most: usize) -> Vec<(String, u64)> {
        tallies.most(most).iter().map(|name| (name.name().to_owned(), name.count())).collect()
    }

    #[test]
    fn names_of_many_callsites_are_added_up_and_the_most_frequent_come_first() {
        let tallies = Tallies::default();
        let [one, two, never] = [&["b", "a"], &["b", "c"], &["d", "e"]].map(|names| tallies.begin(boxed(names)));
        let (one, two) = (one.unwrap(), two.unwrap());
        one.add();
        for _ in 0..2 {
            two.add();
        }
        assert!(never.is_some());
        let all = [("b".to_owned(), 3), ("c".to_owned(), 2), ("a".to_owned(), 1)];
        assert_eq!(most(&tallies, 10), all);
        assert_eq!(most(&tallies, 2), all[..2]);
        two.add();
        two.add();
        one.add();
        one.add();
        one.add();
        assert_eq!(most(&tallies, 3), [("b".to_owned(), 8), ("a".to_owned(), 4), ("c".to_owned(), 4)]);
    }

    #[test]
    fn memory_is_bounded() {
        let tallies = Tallies::default();
        assert!(tallies.begin([]).is_none());
        let many: Vec<Box<str>> = (0..MOST_NAMES + 1).map(|name| name.to_string().into()).collect();
        tallies.begin(many).unwrap().add();
        assert_eq!(tallies.most(usize::MAX).len(), MOST_NAMES);
        let begun = (0..2 * MOST_CALLSITES).filter(|_| tallies.begin(boxed(&["x"])).is_some()).count();
        assert_eq!(begun, MOST_CALLSITES - 1);
    }
}
