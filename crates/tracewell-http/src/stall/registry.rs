use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::slot::Slot;

/// More requests at once than a process can serve; those beyond are not watched.
const MOST: usize = 1 << 20;

/// How many slots are looked at in one go.
const CHUNK: usize = 1024;

/// All slots that were ever made: as many as there were requests at once, and what threads keep in store.
static SLOTS: Mutex<Vec<Arc<Slot>>> = Mutex::new(Vec::new());

/// A new slot, if there may be another one.
pub(super) fn add() -> Option<Arc<Slot>> {
    let mut slots = slots();
    if slots.len() >= MOST {
        return None;
    }
    let slot = Arc::new(Slot::new());
    slots.push(Arc::clone(&slot));
    Some(slot)
}

/// Hands each slot to `look`. Whoever wants a new slot waits for a part of them only, and `look` must not tell anything.
pub(super) fn each(mut look: impl FnMut(usize, &Arc<Slot>)) {
    let mut next = 0;
    loop {
        let slots = slots();
        let Some(rest) = slots.get(next..).filter(|rest| !rest.is_empty()) else { return };
        for slot in rest.iter().take(CHUNK) {
            look(next, slot);
            next += 1;
        }
    }
}

/// The slot at this place; places stay as they are.
pub(super) fn at(place: usize) -> Option<Arc<Slot>> {
    slots().get(place).cloned()
}

fn slots() -> MutexGuard<'static, Vec<Arc<Slot>>> {
    SLOTS.lock().unwrap_or_else(PoisonError::into_inner)
}
