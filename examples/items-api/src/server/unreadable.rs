use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use metrics::{counter, describe_counter};
use tracewell::names::metric::LABEL_REASON;

/// Requests that never came about, by why.
const UNREADABLE: &str = "http_requests_unreadable";
/// At most one line in this time: anybody can send nonsense, and as fast as they like.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Told {
    last: Option<Instant>,
    suppressed: u64,
}

static TOLD: Mutex<Told> = Mutex::new(Told { last: None, suppressed: 0 });

/// Says what the metric counts.
pub(crate) fn describe() {
    describe_counter!(UNREADABLE, "Requests that the HTTP parser refused");
}

/// Counts and tells a request that the parser answered by itself, with 400, 414 or 431 and no id. Other errors of a
/// connection are a client's that left.
pub(super) fn tell(error: &hyper::Error) {
    let reason = match error {
        error if error.is_parse_too_large() => "too_large",
        error if error.is_parse() => "malformed",
        _ => return,
    };
    counter!(UNREADABLE, LABEL_REASON => reason).increment(1);
    if let Some(suppressed) = admit(Instant::now()) {
        tracing::info!(reason, suppressed, "request_unreadable");
    }
}

/// How many lines were left out since the last one, if there may be one now.
fn admit(now: Instant) -> Option<u64> {
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if told.last.is_some_and(|last| now.saturating_duration_since(last) < PAUSE) {
        told.suppressed += 1;
        return None;
    }
    told.last = Some(now);
    Some(std::mem::take(&mut told.suppressed))
}
