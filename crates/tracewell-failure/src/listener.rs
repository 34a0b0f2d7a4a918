use std::sync::OnceLock;

use crate::Failure;
use crate::panic::guarded;

static LISTENER: OnceLock<fn(&Failure<'_>)> = OnceLock::new();

/// Has `listener` hear of every failure, once each: by whoever claimed it and wrote its ERROR line, on that thread and in
/// the context of the work that failed. The first call of a process decides, and says `true`.
///
/// This is how another sink than the log takes part in the claim, whatever the log's filter lets through. It must not
/// block; a panic in it is caught.
///
/// ```
/// use tracewell_failure::{Failure, on_failure};
///
/// fn count(failure: &Failure<'_>) {
///     metrics::counter!("failures_total", "event" => failure.event()).increment(1);
/// }
/// assert!(on_failure(count));
/// ```
pub fn on_failure(listener: fn(&Failure<'_>)) -> bool {
    LISTENER.set(listener).is_ok() || LISTENER.get().is_some_and(|known| std::ptr::fn_addr_eq(*known, listener))
}

/// Tells a failure that has been claimed.
pub(crate) fn tell(failure: &Failure<'_>) {
    if let Some(listener) = LISTENER.get() {
        guarded(|| listener(failure));
    }
}
