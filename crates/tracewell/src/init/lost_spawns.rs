use metrics::counter;
use tracewell_log::WithoutContext;
use tracewell_names::metric;

/// Counts lines of tasks without a context, where the runtime can be asked.
#[cfg(feature = "tokio")]
pub(super) fn lost_spawns() -> Option<WithoutContext> {
    Some(WithoutContext::new(|| tokio::task::try_id().is_some()))
}

#[cfg(not(feature = "tokio"))]
pub(super) fn lost_spawns() -> Option<WithoutContext> {
    None
}

/// Hands their number to the recorder of metrics, if there is one; at 0 too.
pub(super) fn publish(lost: Option<&WithoutContext>) {
    if let Some(lost) = lost {
        counter!(metric::LINES_WITHOUT_CONTEXT_TOTAL).absolute(lost.count());
    }
}
