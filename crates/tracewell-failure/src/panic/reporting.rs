use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tracing::dispatcher;
use tracing::subscriber::NoSubscriber;

use super::catch::discard;

thread_local! {
    static REPORTING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `report`, which writes to the log; says whether there is a log, and it has not panicked.
pub(super) fn shield(report: impl FnOnce()) -> bool {
    if dispatcher::get_default(|log| log.is::<NoSubscriber>()) {
        return false;
    }
    guarded(report)
}

/// Runs `report`; says whether it has not panicked. A sink that panics must not end the request that it was to tell of,
/// and in a destructor not the process.
pub(crate) fn guarded(report: impl FnOnce()) -> bool {
    let _reporting = Reporting::begin();
    catch_unwind(AssertUnwindSafe(report)).map_err(discard).is_ok()
}

/// Whether this thread is about to report something: a panic then is one of the log itself.
pub(super) fn is_reporting() -> bool {
    REPORTING.try_with(Cell::get).unwrap_or(false)
}

struct Reporting {
    before: bool,
}

impl Reporting {
    fn begin() -> Self {
        Self { before: REPORTING.try_with(|reporting| reporting.replace(true)).unwrap_or(false) }
    }
}

impl Drop for Reporting {
    fn drop(&mut self) {
        let _ = REPORTING.try_with(|reporting| reporting.set(self.before));
    }
}
