use std::sync::atomic::{AtomicU64, Ordering};

use metrics::counter;
use tracewell_names::metric;

use crate::signal::Signal;

/// What was lost, by exporter.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    dropped: [AtomicU64; 3],
}

impl Totals {
    pub(crate) fn lose(&self, signal: Signal, items: usize) {
        self.dropped[signal as usize].fetch_add(items as u64, Ordering::Relaxed);
    }

    pub(crate) fn dropped(&self, signal: Signal) -> u64 {
        self.dropped[signal as usize].load(Ordering::Relaxed)
    }

    /// Hands the counts to the recorder of metrics, 0 too.
    pub(crate) fn publish(&self) {
        for signal in [Signal::Traces, Signal::Metrics, Signal::Logs] {
            counter!(metric::TELEMETRY_DROPPED_TOTAL, metric::LABEL_EXPORTER => signal.exporter())
                .absolute(self.dropped(signal));
        }
    }
}
