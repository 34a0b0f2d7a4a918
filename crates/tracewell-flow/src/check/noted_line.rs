use std::sync::Arc;

use super::Place;

/// A WARN or ERROR line that belongs to an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedLine {
    pub(super) level: Arc<str>,
    pub(super) time: Option<Arc<str>>,
    pub(super) text: Arc<str>,
    pub(super) place: Place,
}

impl NotedLine {
    /// Its level.
    #[must_use]
    pub fn level(&self) -> &str {
        &self.level
    }

    /// When it was written, as it says itself.
    #[must_use]
    pub fn time(&self) -> Option<&str> {
        self.time.as_deref()
    }

    /// What it says; its beginning, where that is long.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }
}
