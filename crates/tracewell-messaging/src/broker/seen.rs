use std::collections::{HashSet, VecDeque};

/// The ids of the latest messages that were handled, to know one that comes again.
#[derive(Debug)]
pub(crate) struct Seen {
    most: usize,
    order: VecDeque<Box<str>>,
    ids: HashSet<Box<str>>,
}

impl Seen {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, order: VecDeque::new(), ids: HashSet::new() }
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Notes an id; the oldest one is forgotten for it.
    pub(crate) fn add(&mut self, id: &str) {
        if self.most == 0 || !self.ids.insert(id.into()) {
            return;
        }
        if self.order.len() >= self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        self.order.push_back(id.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_known_and_no_more_are_kept() {
        let mut seen = Seen::new(2);
        for id in ["a", "b", "b", "c"] {
            seen.add(id);
        }
        assert!(!seen.contains("a") && seen.contains("b") && seen.contains("c"));
        assert_eq!((seen.order.len(), seen.ids.len()), (2, 2));
        let mut none = Seen::new(0);
        none.add("a");
        assert!(!none.contains("a"));
    }
}
