use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use metrics::counter;
use tracewell_names::metric;

use super::shield::shield;

const EVERY: Duration = Duration::from_millis(250);

/// When, and as what, a writer's counts become metrics.
///
/// Absolute values, asked of the recorder anew each time: one that is installed late gets the whole truth.
#[derive(Debug)]
pub(super) struct Meter {
    sink: &'static str,
    lines: bool,
    start: Instant,
    next_ms: AtomicU64,
}

impl Meter {
    pub(super) fn new(sink: &'static str, lines: bool) -> Self {
        Self { sink, lines, start: Instant::now(), next_ms: AtomicU64::new(0) }
    }

    /// When the next publication may be.
    pub(super) fn next(&self) -> Instant {
        self.start + Duration::from_millis(self.next_ms.load(Ordering::Relaxed))
    }

    /// Whether it is time; says yes to one caller only.
    pub(super) fn is_due(&self) -> bool {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let next = self.next_ms.load(Ordering::Relaxed);
        let then = now.saturating_add(EVERY.as_millis() as u64);
        now >= next && self.next_ms.compare_exchange(next, then, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Hands the counts to the recorder, if there is one; lines by level, from ERROR to TRACE.
    pub(super) fn publish(&self, by_level: [u64; 5], dropped: u64) {
        // A recorder's panic must not reach a request, and there is no place to tell of it.
        let _ = shield(|| {
            counter!(metric::LOG_LINES_DROPPED_TOTAL, "sink" => self.sink).absolute(dropped);
            if self.lines {
                let [error, warn, info, debug, trace] = by_level;
                counter!(metric::LOG_LINES_TOTAL, "level" => "ERROR").absolute(error);
                counter!(metric::LOG_LINES_TOTAL, "level" => "WARN").absolute(warn);
                counter!(metric::LOG_LINES_TOTAL, "level" => "INFO").absolute(info);
                counter!(metric::LOG_LINES_TOTAL, "level" => "DEBUG").absolute(debug);
                counter!(metric::LOG_LINES_TOTAL, "level" => "TRACE").absolute(trace);
            }
            Ok(())
        });
    }
}
