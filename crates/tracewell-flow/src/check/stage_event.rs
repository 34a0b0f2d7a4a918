use std::borrow::Cow;
use std::sync::Arc;

use super::{Place, micros_of};

/// One stage event, as it was read or captured.
///
/// ```
/// use tracewell_flow::StageEvent;
///
/// let event = StageEvent::new("identity.jwks").outcome("from_cache").id("r-1").time("2026-11-22T03:15:00Z");
/// assert_eq!(event.to_string(), "2026-11-22T03:15:00Z identity.jwks outcome=from_cache");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct StageEvent {
    pub(crate) stage: Arc<str>,
    pub(crate) outcome: Option<Arc<str>>,
    pub(crate) cache_hit: Option<bool>,
    pub(crate) id: Option<Arc<str>>,
    pub(crate) time: Option<Arc<str>>,
    pub(crate) micros: Option<i64>,
    pub(crate) level: Option<Cow<'static, str>>,
    pub(crate) duration_ms: Option<f64>,
    pub(crate) seq: Option<u64>,
    pub(crate) place: Place,
}

impl StageEvent {
    /// An event of this stage.
    #[must_use]
    #[inline]
    pub fn new(stage: impl Into<Arc<str>>) -> Self {
        Self {
            stage: stage.into(),
            outcome: None,
            cache_hit: None,
            id: None,
            time: None,
            micros: None,
            level: None,
            duration_ms: None,
            seq: None,
            place: Place::default(),
        }
    }

    /// How it begins (`start`, or none at all) or ended.
    #[must_use]
    #[inline]
    pub fn outcome(mut self, outcome: impl Into<Arc<str>>) -> Self {
        self.outcome = Some(outcome.into());
        self
    }

    /// Whether a look-up found something.
    #[must_use]
    #[inline]
    pub fn cache_hit(mut self, hit: bool) -> Self {
        self.cache_hit = Some(hit);
        self
    }

    /// The id of the request, job or message.
    #[must_use]
    #[inline]
    pub fn id(mut self, id: impl Into<Arc<str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// When, as it was written.
    #[must_use]
    #[inline]
    pub fn time(mut self, time: impl Into<Arc<str>>) -> Self {
        let time = time.into();
        self.micros = micros_of(&time);
        self.time = Some(time);
        self
    }

    /// The level it was written with.
    #[must_use]
    #[inline]
    pub fn level(mut self, level: &str) -> Self {
        self.level = Some(level_of(level));
        self
    }

    /// How long the stage took, in milliseconds.
    #[must_use]
    #[inline]
    pub fn duration_ms(mut self, duration: f64) -> Self {
        self.duration_ms = Some(duration);
        self
    }

    /// Its place among the events of the same id.
    #[must_use]
    #[inline]
    pub fn seq(mut self, seq: u64) -> Self {
        self.seq = Some(seq);
        self
    }

    /// Where it stands.
    #[must_use]
    #[inline]
    pub fn place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The stage.
    #[must_use]
    pub fn stage_name(&self) -> &str {
        &self.stage
    }

    /// Its outcome, if it has one.
    #[must_use]
    pub fn outcome_word(&self) -> Option<&str> {
        self.outcome.as_deref()
    }

    /// What a look-up came to.
    #[must_use]
    pub fn found_in_cache(&self) -> Option<bool> {
        self.cache_hit
    }

    /// When, as it was written.
    #[must_use]
    pub fn time_text(&self) -> Option<&str> {
        self.time.as_deref()
    }

    /// When, in microseconds since 1970.
    #[must_use]
    pub fn micros(&self) -> Option<i64> {
        self.micros
    }

    /// How long the stage took, in milliseconds, if it says so.
    #[must_use]
    pub fn took_ms(&self) -> Option<f64> {
        self.duration_ms
    }

    /// The id it is keyed by.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Where it stands.
    #[must_use]
    pub fn stands_at(&self) -> Place {
        self.place
    }
}

impl std::fmt::Display for StageEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(time) = &self.time {
            write!(f, "{time} ")?;
        }
        f.write_str(&self.stage)?;
        if let Some(outcome) = &self.outcome {
            write!(f, " outcome={outcome}")?;
        }
        if let Some(hit) = self.cache_hit {
            write!(f, " cache_hit={hit}")?;
        }
        Ok(())
    }
}

/// A level, without a copy of those that everybody uses.
pub(super) fn level_of(word: &str) -> Cow<'static, str> {
    let known = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].into_iter().find(|level| level.eq_ignore_ascii_case(word));
    known.map_or_else(|| Cow::Owned(word.to_owned()), Cow::Borrowed)
}
