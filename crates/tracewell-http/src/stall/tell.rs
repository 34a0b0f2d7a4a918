use tracewell_failure::catch;
use tracewell_names::{event, target};

use super::slot::Stalled;

/// Writes `request_stalled` in the request's own context. A sink that panics costs the line, not the watcher.
pub(super) fn tell(stalled: &Stalled) {
    let Stalled { context, span, elapsed, phase } = stalled;
    let told = catch(|| {
        context.in_scope(|| {
            tracing::warn!(
                target: target::HTTP,
                parent: span.clone(),
                message = event::REQUEST_STALLED,
                method = context.method(),
                route = context.route(),
                elapsed_ms = elapsed.as_micros() as f64 / 1000.0,
                phase,
            );
        });
    });
    if let Err(panicked) = told {
        // Not as the request's failure, which it is not.
        panicked.report(None);
    }
}
