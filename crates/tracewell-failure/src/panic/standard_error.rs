use std::fmt::{self, Write as _};
use std::io::{Write as _, stderr};

use tracewell_names::marker::{CUT_PREFIX, CUT_SUFFIX};
use tracewell_redact::Policy;

use super::Panicked;

/// Bytes of a text that are shown.
const SHOWN: usize = 8192;

/// The panic as one scrubbed line.
pub(super) fn line(panicked: &Panicked, policy: &Policy) -> String {
    let place = panicked.location().unwrap_or("an unknown place");
    let mut clean = String::new();
    let scrubbed = policy.scrub_window(panicked.message(), &mut clean);
    if scrubbed.is_clean() {
        clean.push_str(panicked.message().get(..scrubbed.kept()).unwrap_or_default());
    }
    one_line(&format!("panic at {}", place.escape_debug()), &clean, scrubbed.left_out())
}

/// Writes what a program failed with to standard error: one line, scrubbed and bounded, of its `Debug`.
///
/// For the end of `main`, when there is no log any more. A failure to write is ignored, there is nobody left to tell.
pub fn write_failure(failure: &dyn fmt::Debug, policy: &Policy) {
    let mut clean = String::new();
    let scrubbed = policy.debug_into(failure, &mut clean);
    write(&one_line("error", &clean, scrubbed.left_out()));
}

/// A clean text, of which more has been left out, behind its heading.
fn one_line(heading: &str, clean: &str, left_out: usize) -> String {
    let shown = clean.get(..clean.floor_char_boundary(SHOWN)).unwrap_or_default();
    let missing = clean.len() - shown.len() + left_out;

    let mut line = String::with_capacity(heading.len() + shown.len() + 64);
    // Writing to a `String` does not fail.
    let _ = write!(line, "{heading}: {}", shown.escape_debug());
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
