use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Panicked;

// The cells have no destructor, so they can be had at any time, also while the thread ends.
thread_local! {
    /// How many catchers are at work on this thread, one inside the other.
    static CATCHERS: Cell<usize> = const { Cell::new(0) };
    /// Whether there is something in `LEFT`: a look at it costs nothing, and behind every piece of work there is one.
    static HAS_LEFT: Cell<bool> = const { Cell::new(false) };
    /// What the hook left for the innermost catcher.
    static LEFT: RefCell<Option<Panicked>> = const { RefCell::new(None) };
}

/// Runs `work` and gives a panic in it as an error, told by nobody yet.
///
/// # Errors
///
/// [`Panicked`] if `work` panicked. Whoever gets it [reports](Panicked::report) it.
///
/// With `panic = "abort"` a panic never comes back: the [`PanicHook`](crate::PanicHook) tells it.
#[inline]
pub fn catch<R>(work: impl FnOnce() -> R) -> Result<R, Panicked> {
    let mut answer = None;
    // What `work` holds is given up by the caller when it panicked, or is a future that is never polled again. The answer
    // goes into its place at once: handed through the unwinding it would be copied at each step.
    let outcome = {
        let _catcher = Catcher::enter();
        catch_unwind(AssertUnwindSafe(|| answer = Some(work())))
    };
    let left = take();
    match (outcome, answer) {
        (Ok(()), Some(answer)) => {
            if let Some(swallowed) = left {
                // The work caught a panic itself and went on: told, but not as its failure.
                swallowed.emit(None);
            }
            Ok(answer)
        }
        (Ok(()), None) => unreachable!("work that came to its end has answered"),
        (Err(payload), _) => {
            let panicked = left.unwrap_or_else(|| Panicked::from_payload(&*payload));
            discard(payload);
            Err(panicked)
        }
    }
}

/// Leaves what the hook saw for the catcher that will see the unwinding end; gives it back if there is none, or if
/// one panic waits for it already.
pub(super) fn leave(panicked: Panicked) -> Result<(), Panicked> {
    let mut panicked = Some(panicked);
    if CATCHERS.get() > 0 {
        let _ = LEFT.try_with(|left| {
            if let Ok(mut left) = left.try_borrow_mut()
                && left.is_none()
            {
                *left = panicked.take();
                HAS_LEFT.set(true);
            }
        });
    }
    panicked.map_or(Ok(()), Err)
}

#[inline]
fn take() -> Option<Panicked> {
    if !HAS_LEFT.replace(false) {
        return None;
    }
    LEFT.try_with(|left| left.try_borrow_mut().ok().and_then(|mut left| left.take())).ok().flatten()
}

/// Drops a payload, whose own `drop` may panic again.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(move || drop(payload))) {
        std::mem::forget(again);
    }
}

struct Catcher;

impl Catcher {
    #[inline]
    fn enter() -> Self {
        CATCHERS.set(CATCHERS.get() + 1);
        Self
    }
}

impl Drop for Catcher {
    #[inline]
    fn drop(&mut self) {
        CATCHERS.set(CATCHERS.get().saturating_sub(1));
    }
}
