use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher as _, DefaultHasher, Hash as _, Hasher as _, RandomState};

use super::Message;

/// The latest messages that were handled, to know one that comes again.
///
/// Ids are the publishers' to choose, so one may be another message's: what is known again is the whole message, by a keyed
/// digest.
#[derive(Debug)]
pub(crate) struct Seen {
    most: usize,
    keys: [RandomState; 2],
    order: VecDeque<Print>,
    prints: HashSet<Print>,
}

/// What a message is known by.
pub(crate) type Print = [u64; 2];

impl Seen {
    pub(crate) fn new(most: usize) -> Self {
        let keys = [RandomState::new(), RandomState::new()];
        Self { most, keys, order: VecDeque::new(), prints: HashSet::new() }
    }

    /// The print of a message, whoever wrote it.
    pub(crate) fn print(&self, message: &Message) -> Print {
        self.print_of(|hasher| message.hash_into(hasher))
    }

    /// The print of anything else.
    pub(crate) fn print_of(&self, hash: impl Fn(&mut DefaultHasher)) -> Print {
        [0, 1].map(|key: usize| {
            let mut hasher = self.keys[key].build_hasher();
            // What keys there are follow each other: the same start would make the two halves alike.
            key.hash(&mut hasher);
            hash(&mut hasher);
            hasher.finish()
        })
    }

    pub(crate) fn contains(&self, print: &Print) -> bool {
        self.prints.contains(print)
    }

    /// Notes a message; the oldest one is forgotten for it.
    pub(crate) fn add(&mut self, print: Print) {
        if self.most == 0 || !self.prints.insert(print) {
            return;
        }
        if self.order.len() >= self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.prints.remove(&oldest);
        }
        self.order.push_back(print);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_known_and_no_more_are_kept() {
        let mut seen = Seen::new(2);
        for id in [1, 2, 2, 3] {
            seen.add([id, 0]);
        }
        assert!(!seen.contains(&[1, 0]) && seen.contains(&[2, 0]) && seen.contains(&[3, 0]));
        assert_eq!((seen.order.len(), seen.prints.len()), (2, 2));
        let mut none = Seen::new(0);
        none.add([1, 0]);
        assert!(!none.contains(&[1, 0]));
    }

    #[test]
    fn an_id_alone_is_no_message() {
        let seen = Seen::new(2);
        let message = |key: &str, body: &'static str, team: &str| {
            seen.print(&Message::new(key, body).with_id("1").header("x-team", team))
        };
        let one = message("a", "b", "acme");
        assert_eq!(one, message("a", "b", "acme"));
        for other in [message("b", "b", "acme"), message("a", "c", "acme"), message("a", "b", "globex")] {
            assert_ne!(one, other);
        }
        assert_ne!(one[0], one[1]);
    }
}
