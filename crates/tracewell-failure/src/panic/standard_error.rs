use std::fmt::Write as _;
use std::io::{Write as _, stderr};

use tracewell_names::marker::{CUT_PREFIX, CUT_SUFFIX};
use tracewell_redact::Policy;

use super::Panicked;

/// Bytes of a text that are shown.
const SHOWN: usize = 8192;
/// What is scanned behind them, so that a secret which begins in them is recognised whole.
const OVERLAP: usize = 4096;

/// The panic as one scrubbed line.
pub(super) fn line(panicked: &Panicked, policy: &Policy) -> String {
    let message = panicked.message();
    let window = message.floor_char_boundary(SHOWN + OVERLAP);
    let (seen, unseen) = message.split_at_checked(window).unwrap_or((message, ""));
    let clean = policy.scrub(seen);
    // A secret that the end of the window tears is not recognised: what is near to it is not shown.
    let sure = if unseen.is_empty() { clean.len() } else { clean.len().saturating_sub(OVERLAP) };
    let shown = clean.get(..clean.floor_char_boundary(sure.min(SHOWN))).unwrap_or_default();
    let missing = clean.len() - shown.len() + unseen.len();

    let place = panicked.location().unwrap_or("an unknown place");
    let mut line = String::with_capacity(shown.len() + place.len() + 64);
    // Writing to a `String` does not fail.
    let _ = write!(line, "panic at {}: {}", place.escape_debug(), shown.escape_debug());
    if missing > 0 {
        let _ = write!(line, "{CUT_PREFIX}{missing}{CUT_SUFFIX}");
    }
    line.push('\n');
    line
}

/// Writes the line in one piece, so that no other one comes in between.
pub(super) fn write(line: &str) {
    // There is nobody left to tell that this failed.
    let _ = stderr().lock().write_all(line.as_bytes());
}
