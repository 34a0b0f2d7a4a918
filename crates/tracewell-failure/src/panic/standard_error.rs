use std::fmt::{self, Write as _};
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
    let place = panicked.location().unwrap_or("an unknown place");
    one_line(&format!("panic at {}", place.escape_debug()), panicked.message(), 0, policy)
}

/// Writes what a program failed with to standard error: one line, scrubbed and bounded, of its `Debug`.
///
/// For the end of `main`, when there is no log any more. A failure to write is ignored, there is nobody left to tell.
pub fn write_failure(failure: &dyn fmt::Debug, policy: &Policy) {
    let mut text = Bounded { text: String::new(), left_out: 0 };
    // A `Debug` that fails has written what it had to say.
    let _ = write!(text, "{failure:?}");
    write(&one_line("error", &text.text, text.left_out, policy));
}

/// `text`, of which more has been left out, behind its heading.
fn one_line(heading: &str, text: &str, left_out: usize, policy: &Policy) -> String {
    let window = text.floor_char_boundary(SHOWN + OVERLAP);
    let (seen, unseen) = text.split_at_checked(window).unwrap_or((text, ""));
    let unseen = unseen.len() + left_out;
    let clean = policy.scrub(seen);
    // A secret that the end of the window tears is not recognised: what is near to it is not shown.
    let sure = if unseen == 0 { clean.len() } else { clean.len().saturating_sub(OVERLAP) };
    let shown = clean.get(..clean.floor_char_boundary(sure.min(SHOWN))).unwrap_or_default();
    let missing = clean.len() - shown.len() + unseen;

    let mut line = String::with_capacity(heading.len() + shown.len() + 64);
    // Writing to a `String` does not fail.
    let _ = write!(line, "{heading}: {}", shown.escape_debug());
    if missing > 0 {
        let _ = write!(line, "{CUT_PREFIX}{missing}{CUT_SUFFIX}");
    }
    line.push('\n');
    line
}

/// Keeps what can be shown, and counts the rest.
struct Bounded {
    text: String,
    left_out: usize,
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        let room = (SHOWN + OVERLAP).saturating_sub(self.text.len());
        let fits = if self.left_out == 0 { piece.floor_char_boundary(room) } else { 0 };
        let kept = piece.get(..fits).unwrap_or_default();
        self.text.push_str(kept);
        self.left_out += piece.len() - kept.len();
        Ok(())
    }
}

/// Writes the line in one piece, so that no other one comes in between.
pub(super) fn write(line: &str) {
    // There is nobody left to tell that this failed.
    let _ = stderr().lock().write_all(line.as_bytes());
}
