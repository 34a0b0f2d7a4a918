use std::cell::Cell;

use tracewell_names::outcome;

thread_local! {
    /// How many futures of stages are being dropped on this thread, one inside the other.
    static DROPPED: Cell<usize> = const { Cell::new(0) };
}

/// Drops what is inside a future that never came to its end.
pub(super) fn cancelling(drop: impl FnOnce()) {
    struct Leave;

    impl Drop for Leave {
        fn drop(&mut self) {
            let _ = DROPPED.try_with(|dropped| dropped.set(dropped.get().saturating_sub(1)));
        }
    }

    let _ = DROPPED.try_with(|dropped| dropped.set(dropped.get() + 1));
    let _leave = Leave;
    drop();
}

/// How a stage ends whose guard is dropped now.
pub(super) fn outcome_of_drop() -> &'static str {
    let cancelled = DROPPED.try_with(Cell::get).unwrap_or_default() > 0 && !std::thread::panicking();
    if cancelled { outcome::CANCELLED } else { outcome::ERROR }
}
