use std::time::Duration;

use tracewell_context::{Context, with_current};
use tracewell_names::{outcome, target};

/// Says that a stage begins.
pub(super) fn start(stage: &'static str) {
    let seq = seq();
    tracing::info!(target: target::STAGE, stage, outcome = outcome::START, seq, "stage started");
}

/// Says that a stage has ended; without a time, that it never had a start.
pub(super) fn end(stage: &'static str, outcome: &'static str, elapsed: Option<Duration>) {
    let seq = seq();
    let duration_ms = elapsed.map(|elapsed| elapsed.as_micros() as f64 / 1000.0);
    tracing::info!(target: target::STAGE, stage, outcome, duration_ms, seq, "stage ended");
}

/// Says whether a look-up found something.
pub(super) fn lookup(stage: &'static str, cache_hit: bool) {
    let seq = seq();
    tracing::info!(target: target::STAGE, stage, cache_hit, seq, "looked up");
}

/// The place of an event among those of its request. None outside of one: there is nothing it could be a place in.
fn seq() -> Option<u64> {
    with_current(|context| context.map(Context::next_seq))
}
