use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use tracewell_redact::Policy;

use super::{escaped, escaped_lines};

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

    /// A path for a place inside a line: the name of a file is whatever somebody has called it, or pasted in its place.
    pub(crate) fn path(&self, path: &Path) -> String {
        self.text(&path.display().to_string())
    }

    /// What is wrong with a command line: of what was typed only words that name something are repeated, for in a wrong
    /// place there may stand anything.
    pub(crate) fn refusal(&self, error: &clap::Error) -> String {
        let mut text = error.render().to_string();
        for (kind, typed) in error.context() {
            let ContextValue::String(typed) = typed else { continue };
            let is_value = matches!(kind, ContextKind::InvalidArg | ContextKind::InvalidValue);
            if is_value && !typed.starts_with(['-', '<']) {
                text = text.replace(&format!("'{typed}'"), "'…'");
            }
            let shown = self.text(typed);
            if shown != *typed {
                text = text.replace(typed, &shown);
            }
        }
        escaped_lines(&self.0.scrub(&text)).into_owned()
    }
}
