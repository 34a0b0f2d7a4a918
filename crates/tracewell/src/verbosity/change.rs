use std::time::{Duration, Instant};

use tracing::Metadata;

use super::cap::Cap;
use super::rule::Rule;

/// Who asked for it, as the field `source` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Api,
    ControlFile,
    /// Nobody: its time was over.
    Expiry,
}

/// A rule in force.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) rule: Rule,
    pub(super) source: Source,
    begin: Instant,
    lasts: Duration,
    cap: Cap,
}

impl Source {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::ControlFile => "control_file",
            Self::Expiry => "expiry",
        }
    }
}

impl Change {
    /// Lasts as long as the rule says, less what has passed of that.
    pub(super) fn new(rule: Rule, source: Source, passed: Duration) -> Option<Self> {
        let lasts = rule.lasts().checked_sub(passed).filter(|lasts| !lasts.is_zero())?;
        let cap = Cap::new(rule.lines());
        Some(Self { rule, source, begin: Instant::now(), lasts, cap })
    }

    /// What is left of its time.
    pub(super) fn left(&self) -> Duration {
        self.lasts.saturating_sub(self.begin.elapsed())
    }

    pub(super) fn suppressed(&self) -> u64 {
        self.cap.suppressed()
    }

    /// Whether it lets this through.
    pub(super) fn opens(&self, metadata: &Metadata<'_>) -> bool {
        let elapsed = self.begin.elapsed();
        let meant = elapsed < self.lasts && self.rule.covers(metadata) && self.rule.applies();
        // A span makes no line.
        meant && (!metadata.is_event() || self.cap.take(u32::try_from(elapsed.as_secs()).unwrap_or(u32::MAX)))
    }
}
