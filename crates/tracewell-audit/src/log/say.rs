use std::panic::{AssertUnwindSafe, catch_unwind};

/// Tells an event. A subscriber that panics must not end the log.
pub(super) fn say(event: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(event));
}
