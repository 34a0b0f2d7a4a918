use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Panicked;

/// How many panics wait on one thread at most: those of a loop that swallows its own must not pile up.
const MOST: usize = 16;

// The cells have no destructor, so they can be had at any time, also while the thread ends.
thread_local! {
    /// How many catchers are at work on this thread, one inside the other.
    static CATCHERS: Cell<usize> = const { Cell::new(0) };
    /// How many panics the hook left for them: behind every piece of work is a look at it.
    static WAITING: Cell<usize> = const { Cell::new(0) };
    /// Those panics, the ones of the innermost catcher last.
    static LEFT: RefCell<Vec<Panicked>> = const { RefCell::new(Vec::new()) };
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
    let (outcome, left) = {
        let catcher = Catcher::enter();
        let outcome = catch_unwind(AssertUnwindSafe(|| answer = Some(work())));
        (outcome, catcher.take())
    };
    match (outcome, answer) {
        (Ok(()), Some(answer)) => {
            left.iter().for_each(Panicked::tell_swallowed);
            Ok(answer)
        }
        (Ok(()), None) => unreachable!("work that came to its end has answered"),
        (Err(payload), _) => {
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
    if CATCHERS.get() == 0 {
        return Some(panicked);
    }
    let mut panicked = Some(panicked);
    let oldest = LEFT.try_with(|left| {
        let mut left = left.try_borrow_mut().ok()?;
        let oldest = (left.len() >= MOST).then(|| left.remove(0));
        left.extend(panicked.take());
        WAITING.set(left.len());
        oldest
    });
    panicked.or(oldest.ok().flatten())
}

/// All that waits on this thread: the process ends before any catcher gets it.
pub(super) fn take_all() -> Vec<Panicked> {
    WAITING.set(0);
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
    #[inline]
    fn enter() -> Self {
        CATCHERS.set(CATCHERS.get() + 1);
        Self { before: WAITING.get() }
    }

    /// What was left for it. No allocation where nothing was.
    #[inline]
    fn take(&self) -> Vec<Panicked> {
        if WAITING.get() > self.before { self.take_left() } else { Vec::new() }
    }

    #[cold]
    fn take_left(&self) -> Vec<Panicked> {
        let taken = LEFT.try_with(|left| {
            let mut left = left.try_borrow_mut().ok()?;
            let taken = (left.len() > self.before).then(|| left.split_off(self.before));
            WAITING.set(left.len());
            taken
        });
        taken.ok().flatten().unwrap_or_default()
    }
}

impl Drop for Catcher {
    #[inline]
    fn drop(&mut self) {
        CATCHERS.set(CATCHERS.get().saturating_sub(1));
    }
}
