use metrics::counter;
use tracewell_log::Detail;
use tracewell_names::{event, metric, target};

/// Hands to the recorder of metrics how many kept lines were lost, if any are kept, and tells of them in the log: each loss
/// is followed by the line of the failure, and that by a publication.
pub(super) fn kept_lines(detail: Option<&Detail>) -> impl Fn() + Send + Sync + 'static {
    let detail = detail.cloned();
    move || {
        let Some(detail) = &detail else { return };
        counter!(metric::LOG_LINES_DROPPED_TOTAL, metric::LABEL_SINK => metric::SINK_BUFFER).absolute(detail.lost());
        tell_lost(Some(detail));
    }
}

/// Tells how many kept lines were lost that nobody was told of.
pub(super) fn tell_lost(detail: Option<&Detail>) {
    if let Some(dropped) = detail.and_then(Detail::take_untold) {
        tracing::warn!(target: target::LOG, message = event::LOG_LINES_DROPPED, sink = metric::SINK_BUFFER, dropped);
    }
}
