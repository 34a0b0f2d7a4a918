use metrics::counter;
use tracewell_names::metric::AUDIT_DENIALS_DROPPED_TOTAL;

/// Counts denials that did not get into the log.
pub(crate) fn lost(denials: u64) {
    counter!(AUDIT_DENIALS_DROPPED_TOTAL).increment(denials);
}
