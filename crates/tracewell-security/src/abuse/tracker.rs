use std::sync::Arc;
use std::time::Duration;

use super::memory::{Limit, Windows};
use super::voice::{Signal, Voice};
use super::{Clock, Observation, Subject, Thresholds};
#[cfg(feature = "redis")]
use super::{RedisUrl, redis};

/// The windows: counts violations by client address, by user and by principal, and gives a signal when there are too many.
///
/// It only records. Nobody is refused by it: a signal is a line, and what to do about it is for a limiter, or a person, to
/// decide.
///
/// * A window slides: a violation counts for exactly the length of the window, then no longer.
/// * One signal a subject and window, with the count. Counts are exact up to 100, or to the threshold where that is more.
/// * Memory is bounded: 64 MiB hold a million subjects. When it is full, those with a single violation go first, the oldest
///   of them; a flood of addresses pushes out nobody who has more.
#[derive(Clone, Debug)]
pub struct AbuseTracker(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    windows: Arc<Windows>,
    thresholds: Thresholds,
    clock: Clock,
    voice: Voice,
    #[cfg(feature = "redis")]
    remote: Option<redis::Remote>,
}

impl AbuseTracker {
    pub(crate) fn new(
        thresholds: Thresholds,
        clock: Clock,
        voice: Voice,
        #[cfg(feature = "redis")] url: Option<RedisUrl>,
    ) -> Self {
        let windows = Arc::new(Windows::new());
        #[cfg(feature = "redis")]
        let remote = url.map(|url| {
            let local =
                redis::Local { windows: windows.clone(), thresholds, clock: clock.clone(), voice: voice.clone() };
            redis::Remote::start(url, local)
        });
        Self(Arc::new(Shared {
            windows,
            thresholds,
            clock,
            voice,
            #[cfg(feature = "redis")]
            remote,
        }))
    }

    /// Counts a violation, and gives the signals that are due. Never blocks, and never waits for Redis.
    pub fn record(&self, seen: &Observation<'_>) {
        let Shared { windows, thresholds, clock, voice, .. } = &*self.0;
        let now = clock.now();
        #[cfg(feature = "redis")]
        if let Some(remote) = self.0.remote.as_ref().filter(|remote| remote.has_room()) {
            remote.record(seen, now);
            return;
        }
        for subject in seen.subjects() {
            let limit = Limit::of(thresholds, subject.kind());
            let verdict = windows.record(windows.key(&subject), limit, now, true);
            if verdict.is_due(limit) {
                voice.signal(&subject, &signal(seen, thresholds, verdict.count, limit.threshold));
            }
        }
    }

    /// Violations of a subject that this process has seen within the window.
    #[must_use]
    pub fn count(&self, subject: &Subject<'_>) -> u32 {
        let Shared { windows, thresholds, clock, .. } = &*self.0;
        windows.look(windows.key(subject), Limit::of(thresholds, subject.kind()), clock.now()).count
    }

    /// Whether a signal about the subject was given within the window, by this process or by one that shares its windows.
    #[must_use]
    pub fn is_flagged(&self, subject: &Subject<'_>) -> bool {
        let Shared { windows, thresholds, clock, .. } = &*self.0;
        windows.look(windows.key(subject), Limit::of(thresholds, subject.kind()), clock.now()).signalled
    }

    /// Waits until what was recorded is sent to Redis, or judged without it, at most until `deadline` has passed; says
    /// whether it is. To be called before the process ends, or a signal of its last moments is lost. Without Redis there is
    /// nothing to wait for.
    pub fn flush(&self, deadline: Duration) -> bool {
        #[cfg(feature = "redis")]
        return self.0.remote.as_ref().is_none_or(|remote| remote.flush(deadline));
        #[cfg(not(feature = "redis"))]
        {
            let _ = deadline;
            true
        }
    }

    /// Violations that Redis was never told, as too many waited for it; always 0 without it.
    #[must_use]
    pub fn not_shared(&self) -> u64 {
        #[cfg(feature = "redis")]
        return self.0.remote.as_ref().map_or(0, redis::Remote::lost);
        #[cfg(not(feature = "redis"))]
        0
    }

    /// A number for the subject, random for each process.
    #[cfg(feature = "limit")]
    pub(crate) fn key(&self, subject: &Subject<'_>) -> u64 {
        self.0.windows.key(subject)
    }
}

/// What a signal tells of the violation that was one too many.
pub(super) fn signal<'o>(seen: &Observation<'o>, thresholds: &Thresholds, count: u32, threshold: u32) -> Signal<'o> {
    Signal {
        violation: seen.violation().code(),
        team: seen.team(),
        count,
        threshold,
        window_seconds: thresholds.seconds(),
    }
}
