use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the windows in memory take the time from: a clock that only goes forward, so that setting the system's clock
/// neither empties nor fills a window.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Monotonic(Instant),
    Custom(Arc<dyn Fn() -> Duration + Send + Sync>),
}

impl Clock {
    /// A clock of a test's own: the time since any fixed moment.
    pub fn new(now: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Source::Custom(Arc::new(now)))
    }

    /// Milliseconds since a moment that stays the same.
    pub(crate) fn now(&self) -> u64 {
        let passed = match &self.0 {
            Source::Monotonic(start) => start.elapsed(),
            Source::Custom(now) => now(),
        };
        u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self(Source::Monotonic(Instant::now()))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").finish_non_exhaustive()
    }
}
