use std::sync::{Mutex, PoisonError};

use tracing_core::Level;

use super::output::Output;

/// Keeps the lines it gets, for a test to look at.
#[derive(Debug, Default)]
pub struct Capture(Mutex<Vec<(Level, String)>>);

impl Capture {
    /// The lines so far, with their newlines.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.kept().iter().map(|(_, line)| line.clone()).collect()
    }

    /// The lines so far, end to end.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines().concat()
    }

    /// The levels that came with the lines.
    #[must_use]
    pub fn levels(&self) -> Vec<Level> {
        self.kept().iter().map(|(level, _)| *level).collect()
    }

    /// Forgets the lines so far.
    pub fn clear(&self) {
        self.kept().clear();
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<(Level, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Output for Capture {
    fn write(&self, level: Level, line: &[u8]) {
        self.kept().push((level, String::from_utf8_lossy(line).into_owned()));
    }
}
