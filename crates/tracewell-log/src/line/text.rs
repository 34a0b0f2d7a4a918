use std::error::Error;
use std::fmt::{self, Debug, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use tracewell_redact::Policy;

use super::cut;
use super::escape::escape_into;
use super::fields::Shape;

/// What is scanned behind the part of a value that is shown, so that a secret which begins in it is recognised whole.
const OVERLAP: usize = 4096;
/// Sources of an error that are told at most.
const SOURCES: usize = 8;
/// Stands for a value whose own code panicked.
pub(crate) const PANICKED: &str = "[panicked]";

/// How text becomes a value: scanned, cut, escaped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextRules<'a> {
    pub(crate) policy: &'a Policy,
    /// Bytes of a value that are shown.
    pub(crate) longest: usize,
}

impl TextRules<'_> {
    /// What is read of a value.
    pub(crate) const fn window(&self) -> usize {
        self.longest + OVERLAP
    }

    /// Appends `text` as the inside of a JSON string and answers how many bytes were cut off. `unseen` bytes of it are
    /// missing already. `clean` is scratch space.
    pub(crate) fn write(&self, out: &mut String, clean: &mut String, text: &str, unseen: usize) -> usize {
        let (window, behind) = cut::split(text, self.window());
        let mut missing = unseen + behind.len();
        clean.clear();
        // Scanned before it is cut: half a secret is not recognised.
        let mut shown = if self.policy.scrub_into(window, clean) { clean.as_str() } else { window };
        if missing > 0 && shown.len() <= self.longest {
            // What was replaced was long, so that the edge of the window shows: the word that it tears goes.
            let whole = shown.rfind(char::is_whitespace).unwrap_or(0);
            missing += shown.len() - whole;
            shown = shown.get(..whole).unwrap_or_default();
        }
        let (kept, rest) = cut::split(shown, self.longest);
        missing += rest.len();
        escape_into(out, kept);
        if missing > 0 {
            cut::push_mark(out, missing);
        }
        missing
    }

    /// The same with the quotes of a JSON string around it.
    #[inline]
    pub(crate) fn quoted(&self, out: &mut String, clean: &mut String, text: &str, unseen: usize) -> Shape {
        out.push('"');
        let cut = self.write(out, clean, text, unseen);
        out.push('"');
        Shape::Text { cut }
    }
}

/// Appends what `value` says of itself to `raw`, at most `limit` bytes, and answers how many more there were at least;
/// `None` if its code panicked.
pub(crate) fn format_debug(raw: &mut String, limit: usize, value: &dyn Debug) -> Option<usize> {
    contained(raw, limit, |out| write!(out, "{value:?}"))
}

/// The same for an error and its sources.
pub(crate) fn format_error(raw: &mut String, limit: usize, error: &(dyn Error + 'static)) -> Option<usize> {
    contained(raw, limit, |out| {
        write!(out, "{error}")?;
        for source in std::iter::successors(error.source(), |&error| error.source()).take(SOURCES) {
            write!(out, ": {source}")?;
        }
        Ok(())
    })
}

/// Runs code of the application: what it writes is bounded, and its panic ends here.
fn contained(raw: &mut String, limit: usize, write: impl FnOnce(&mut Bounded<'_>) -> fmt::Result) -> Option<usize> {
    let mut out = Bounded { text: raw, limit, unseen: 0 };
    // An error is either ours, at the limit, or its own: then what it wrote before is what it said.
    match catch_unwind(AssertUnwindSafe(|| write(&mut out))) {
        Ok(_) => Some(out.unseen),
        Err(payload) => {
            // The payload is theirs too, and so is its destructor.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
            None
        }
    }
}

/// Takes text up to a limit, then refuses it, which ends well-behaved formatting.
struct Bounded<'a> {
    text: &'a mut String,
    limit: usize,
    unseen: usize,
}

impl Write for Bounded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = if self.unseen > 0 { 0 } else { self.limit.saturating_sub(self.text.len()) };
        let (seen, unseen) = cut::split(text, room);
        self.text.push_str(seen);
        self.unseen = self.unseen.saturating_add(unseen.len());
        if unseen.is_empty() { Ok(()) } else { Err(fmt::Error) }
    }
}
