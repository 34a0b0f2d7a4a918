use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::notice::Notice;
use super::shared::Shared;

/// The sinks that speak for one that can't. Weak, so that two may name each other.
#[derive(Debug, Default)]
pub(super) struct Peers {
    list: Mutex<Vec<Weak<Shared>>>,
}

impl Peers {
    pub(super) fn add(&self, peer: &Arc<Shared>) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.push(Arc::downgrade(peer));
    }

    /// Passes `notice` to all that work; says whether there is one.
    pub(super) fn tell(&self, notice: &Notice) -> bool {
        // Not under the lock: a format is foreign code.
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let told = list.iter().filter_map(Weak::upgrade).filter(|peer| peer.pass_on(notice));
        told.count() > 0
    }
}
