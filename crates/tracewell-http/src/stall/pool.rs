use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::registry;
use super::slot::Slot;

/// How many free slots a thread keeps.
const KEPT: usize = 64;
/// How many go from thread to thread at once: requests that begin on one and end on another cost a lock now and then.
const BATCH: usize = 32;

/// What threads have too many of.
static SPARE: Mutex<Vec<Arc<Slot>>> = Mutex::new(Vec::new());

thread_local! {
    /// The one that was free last, which the next request takes.
    static LAST: Last = const { Last(Cell::new(None)) };
    static KEPT_HERE: RefCell<Kept> = const { RefCell::new(Kept(Vec::new())) };
}

/// The free slot that a thread takes first.
struct Last(Cell<Option<Arc<Slot>>>);

impl Drop for Last {
    fn drop(&mut self) {
        spare().extend(self.0.take());
    }
}

/// The free slots of one thread.
struct Kept(Vec<Arc<Slot>>);

impl Drop for Kept {
    fn drop(&mut self) {
        spare().append(&mut self.0);
    }
}

/// A free slot, if there may be another one.
pub(super) fn take() -> Option<Arc<Slot>> {
    if let Ok(Some(slot)) = LAST.try_with(|last| last.0.take()) {
        return Some(slot);
    }
    let kept = KEPT_HERE.try_with(|kept| {
        let mut kept = kept.try_borrow_mut().ok()?;
        if kept.0.is_empty() {
            let mut spare = spare();
            let from = spare.len().saturating_sub(BATCH);
            kept.0.extend(spare.drain(from..));
        }
        kept.0.pop()
    });
    kept.ok().flatten().or_else(registry::add)
}

/// Takes a slot back that is free again.
pub(super) fn give(slot: Arc<Slot>) {
    let mut slot = Some(slot);
    // The one before goes to the others.
    let _ = LAST.try_with(|last| slot = last.0.replace(slot.take()));
    if slot.is_some() {
        give_back(slot);
    }
}

#[cold]
fn give_back(mut slot: Option<Arc<Slot>>) {
    let _ = KEPT_HERE.try_with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            kept.0.extend(slot.take());
            if kept.0.len() > KEPT {
                let from = kept.0.len() - BATCH;
                spare().extend(kept.0.drain(from..));
            }
        }
    });
    // The thread is at its end.
    if let Some(slot) = slot {
        spare().push(slot);
    }
}

fn spare() -> MutexGuard<'static, Vec<Arc<Slot>>> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}
