use std::borrow::Cow;
use std::sync::Arc;

use super::stage_event::level_of;
use super::{NotedLine, Place, StageEvent};

/// Characters of a text that are kept.
const LONGEST_TEXT: usize = 300;

/// One entry of a log, of whatever format: what a check wants to know of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    pub(super) stage: Option<StageEvent>,
    pub(super) id: Option<Arc<str>>,
    pub(super) time: Option<Arc<str>>,
    pub(super) level: Option<Cow<'static, str>>,
    pub(super) message: Option<Arc<str>>,
}

impl Entry {
    /// An entry that nothing is known of.
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// The stage event that it is.
    #[must_use]
    #[inline]
    pub fn stage(mut self, stage: StageEvent) -> Self {
        self.stage = Some(stage);
        self
    }

    /// The id that it belongs to.
    #[must_use]
    #[inline]
    pub fn id(mut self, id: impl Into<Arc<str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// When, as it is written.
    #[must_use]
    #[inline]
    pub fn time(mut self, time: impl Into<Arc<str>>) -> Self {
        self.time = Some(time.into());
        self
    }

    /// Its level.
    #[must_use]
    #[inline]
    pub fn level(mut self, level: &str) -> Self {
        self.level = Some(level_of(level));
        self
    }

    /// Its text.
    #[must_use]
    #[inline]
    pub fn message(mut self, message: impl Into<Arc<str>>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// The same without its id: it belongs to whatever runs just then.
    #[must_use]
    #[inline]
    pub fn without_id(mut self) -> Self {
        self.id = None;
        self
    }

    /// Whether it is a stage event.
    #[must_use]
    #[inline]
    pub fn is_stage_event(&self) -> bool {
        self.stage.is_some()
    }

    /// Its level.
    #[must_use]
    #[inline]
    pub fn level_word(&self) -> Option<&str> {
        self.level.as_deref()
    }

    /// When, as it is written.
    #[must_use]
    pub fn time_text(&self) -> Option<&str> {
        self.time.as_deref()
    }

    #[inline]
    pub(super) fn into_event(self, place: Place) -> Option<StageEvent> {
        let mut event = self.stage?.place(place);
        event.id = self.id;
        event.level = self.level;
        match self.time {
            Some(time) => Some(event.time(time)),
            None => Some(event),
        }
    }

    /// The line to remember, if it is one.
    pub(super) fn noted(&self, place: Place) -> Option<(&str, NotedLine)> {
        let level = self.level.as_deref().filter(|level| matches!(*level, "WARN" | "ERROR"))?;
        let text = self.message.as_deref().unwrap_or_default();
        let end = text.char_indices().nth(LONGEST_TEXT).map_or(text.len(), |(at, _)| at);
        let line = NotedLine {
            level: level.into(),
            time: self.time.clone(),
            text: text.get(..end).unwrap_or_default().into(),
            place,
        };
        Some((self.id.as_deref()?, line))
    }
}
