use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use moka::Expiry;

/// The longest time to live that is taken: a year.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A value with its own time to live.
#[derive(Clone, Debug)]
pub(crate) struct Timed<T> {
    pub(crate) value: T,
    pub(crate) lives: Duration,
}

/// Lets each entry live as long as it says.
#[derive(Debug)]
pub(crate) struct ByItself;

impl<K, T> Expiry<K, Timed<T>> for ByItself {
    fn expire_after_create(&self, _key: &K, timed: &Timed<T>, _created: Instant) -> Option<Duration> {
        Some(timed.lives)
    }
}

/// How long from now until a time in seconds since 1970; nothing if it is over.
pub(crate) fn until(seconds: u64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Duration::from_secs(seconds).saturating_sub(now).min(LONGEST)
}
