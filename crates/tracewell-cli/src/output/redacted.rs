use tracewell_redact::Policy;

use super::escaped;

/// Makes texts of logs fit to be shown: without secrets that the policy knows, and without anything that steers a terminal.
#[derive(Clone, Debug)]
pub(crate) struct Redactor(Policy);

impl Redactor {
    pub(crate) fn new() -> Self {
        Self(Policy::development())
    }

    /// `text` for a place inside a line.
    pub(crate) fn text(&self, text: &str) -> String {
        escaped(&self.0.scrub(text)).into_owned()
    }
}
