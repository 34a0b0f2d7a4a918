use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use tracewell_names::target;

use super::writers::Writers;

/// Telemetry that nobody holds ends at once; what a program does in longer than this is more than nothing.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Recognises `let _ = tracewell::init!()`, which ends telemetry where it was to begin, and which no lint finds.
#[derive(Debug)]
pub(super) struct EarlyEnd {
    begun: Instant,
    lines: u64,
}

impl EarlyEnd {
    pub(super) fn watch(writers: &Writers) -> Self {
        Self { begun: Instant::now(), lines: lines(writers) }
    }

    /// Says so, if telemetry is dropped at once and nobody has told anything.
    pub(super) fn tell(&self, writers: &Writers) {
        let unused = self.begun.elapsed() < AT_ONCE && lines(writers) == self.lines;
        if unused && !std::thread::panicking() {
            // A sink that panics must not get out of a drop.
            let _ = catch_unwind(AssertUnwindSafe(|| {
                tracing::warn!(
                    target: target::INIT,
                    "telemetry was dropped right after its start, and nothing is logged from here on: \
                     keep what init returns until the end of main, bound to a name, not to _"
                );
            }));
        }
    }
}

fn lines(writers: &Writers) -> u64 {
    writers.stdout().stats().lines()
}
