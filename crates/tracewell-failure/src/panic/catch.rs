use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Panicked;

/// How many panics wait on one thread at most: those of a loop that swallows its own must not pile up.
const MOST: usize = 16;

thread_local! {
    /// How many catchers are at work on this thread, one inside the other.
    static CATCHERS: Cell<usize> = const { Cell::new(0) };
    /// What the hook left for them, those of the innermost one last.
    static LEFT: RefCell<Vec<Panicked>> = const { RefCell::new(Vec::new()) };
}

/// Runs `work` and gives a panic in it as an error, told by nobody yet.
///
/// # Errors
///
/// [`Panicked`] if `work` panicked. Whoever gets it [reports](Panicked::report) it.
///
/// With `panic = "abort"` a panic never comes back: the [`PanicHook`](crate::PanicHook) tells it.
pub fn catch<R>(work: impl FnOnce() -> R) -> Result<R, Panicked> {
    // What `work` holds is given up by the caller when it panicked, or is a future that is never polled again.
    let (answer, left) = {
        let catcher = Catcher::enter();
        let answer = catch_unwind(AssertUnwindSafe(work));
        (answer, catcher.take())
    };
    match answer {
        Ok(answer) => {
            left.iter().for_each(Panicked::tell_swallowed);
            Ok(answer)
        }
        Err(payload) => {
            let panicked = choose(left, &*payload);
            discard(payload);
            Err(panicked)
        }
    }
}

/// The panic that got out. The others are told: the work caught them itself, and went on.
fn choose(mut left: Vec<Panicked>, payload: &(dyn Any + Send)) -> Panicked {
    // The last one may have been caught in a destructor while an earlier one unwound.
    let got_out = left.iter().rposition(|panicked| panicked.is_of(payload)).map(|at| left.remove(at));
    left.iter().for_each(Panicked::tell_swallowed);
    got_out.unwrap_or_else(|| Panicked::from_payload(payload))
}

/// Leaves what the hook saw for the catcher that will see the unwinding end. Gives back what the hook is to tell
/// itself: this one if nobody catches, an older one if too many wait.
pub(super) fn leave(panicked: Panicked) -> Option<Panicked> {
    if !CATCHERS.try_with(Cell::get).is_ok_and(|catchers| catchers > 0) {
        return Some(panicked);
    }
    let mut panicked = Some(panicked);
    let oldest = LEFT.try_with(|left| {
        let mut left = left.try_borrow_mut().ok()?;
        let oldest = (left.len() >= MOST).then(|| left.remove(0));
        left.extend(panicked.take());
        oldest
    });
    panicked.or(oldest.ok().flatten())
}

/// All that waits on this thread: the process ends before any catcher gets it.
pub(super) fn take_all() -> Vec<Panicked> {
    let all = LEFT.try_with(|left| left.try_borrow_mut().map(|mut left| mem::take(&mut *left)).unwrap_or_default());
    all.unwrap_or_default()
}

/// Drops a payload, whose own `drop` may panic again.
pub(super) fn discard(payload: Box<dyn Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(move || drop(payload))) {
        mem::forget(again);
    }
}

/// A catcher at work. What was left before it began is for the catchers around it.
struct Catcher {
    before: usize,
}

impl Catcher {
    fn enter() -> Self {
        let _ = CATCHERS.try_with(|catchers| catchers.set(catchers.get() + 1));
        let before = LEFT.try_with(|left| left.try_borrow().map_or(0, |left| left.len()));
        Self { before: before.unwrap_or_default() }
    }

    /// What was left for it. No allocation where nothing was.
    fn take(&self) -> Vec<Panicked> {
        let taken = LEFT.try_with(|left| {
            let mut left = left.try_borrow_mut().ok()?;
            (left.len() > self.before).then(|| left.split_off(self.before))
        });
        taken.ok().flatten().unwrap_or_default()
    }
}

impl Drop for Catcher {
    fn drop(&mut self) {
        let _ = CATCHERS.try_with(|catchers| catchers.set(catchers.get().saturating_sub(1)));
    }
}
