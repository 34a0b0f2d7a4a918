use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use http::{Method, StatusCode};

/// The most attempts, whatever is asked for: who is down is not helped by more.
const MOST: usize = 10;

/// Whether and how a call is repeated.
///
/// Only methods that RFC 9110 calls idempotent are, and only with a body that is at hand: GET, HEAD, OPTIONS, TRACE, PUT and
/// DELETE, after no connection, a lost one or a time-out, and after 429, 502, 503 and 504. Waits grow by twice each time,
/// each with a random part of up to its length on top, so that many clients do not come back at once. A `Retry-After` in
/// seconds is waited for instead, if it is not longer than [`longest_wait`](Self::longest_wait); if it is, or is a date, the
/// answer is the caller's.
///
/// ```
/// use std::time::Duration;
/// use tracewell_client::Retry;
///
/// let retry = Retry::attempts(3).first_wait(Duration::from_millis(50)).longest_wait(Duration::from_secs(1));
/// # let _ = retry;
/// ```
///
/// | setting | default |
/// |---|---|
/// | [`first_wait`](Self::first_wait) | 100 ms |
/// | [`longest_wait`](Self::longest_wait) | 5 s |
/// | [`within`](Self::within) | no bound but the attempts' own |
#[derive(Clone, Debug)]
pub struct Retry {
    attempts: usize,
    first_wait: Duration,
    longest_wait: Duration,
    within: Option<Duration>,
}

impl Retry {
    /// Never.
    #[must_use]
    pub const fn none() -> Self {
        Self::attempts(1)
    }

    /// So many attempts in all, ten at most.
    #[must_use]
    pub const fn attempts(attempts: usize) -> Self {
        let attempts = if attempts > MOST { MOST } else { attempts };
        Self { attempts, first_wait: Duration::from_millis(100), longest_wait: Duration::from_secs(5), within: None }
    }

    /// How long to wait before the second attempt, without its random part.
    #[must_use]
    pub const fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait between two attempts.
    #[must_use]
    pub const fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long all attempts may take together, waits and the last answer's body included. What is left of it bounds each
    /// attempt, and no wait goes beyond it.
    #[must_use]
    pub const fn within(mut self, time: Duration) -> Self {
        self.within = Some(time);
        self
    }

    /// When all of it has to be over, for a call that begins now.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.within.and_then(|time| Instant::now().checked_add(time))
    }

    /// Whether calls with this method are repeated at all.
    pub(super) fn repeats(&self, method: &Method) -> bool {
        self.attempts > 1 && method.is_idempotent()
    }

    /// The waits between the attempts of a call.
    pub(super) fn waits(&self, method: &Method) -> ExponentialBackoff {
        let retries = if self.repeats(method) { self.attempts.saturating_sub(1) } else { 0 };
        ExponentialBuilder::default()
            .with_factor(2.0)
            .with_min_delay(self.first_wait)
            .with_max_delay(self.longest_wait)
            .with_max_times(retries)
            .with_jitter()
            .build()
    }

    /// The next wait, unless there is to be none.
    pub(super) fn next_wait(&self, waits: &mut ExponentialBackoff, asked: Option<Duration>) -> Option<Duration> {
        let wait = waits.next()?;
        match asked {
            Some(asked) if asked > self.longest_wait => None,
            Some(asked) => Some(asked),
            None => Some(wait.min(self.longest_wait)),
        }
    }

    /// Whether an answer may be another one next time.
    pub(super) fn is_worthwhile(status: StatusCode) -> bool {
        matches!(status.as_u16(), 429 | 502 | 503 | 504)
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_idempotent_methods_are_repeated() {
        let retry = Retry::attempts(3);
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS] {
            assert_eq!(retry.waits(&method).count(), 2, "{method}");
        }
        for method in [Method::POST, Method::PATCH, Method::CONNECT] {
            assert_eq!(retry.waits(&method).count(), 0, "{method}");
        }
        assert_eq!(Retry::none().waits(&Method::GET).count(), 0);
        assert_eq!(Retry::attempts(usize::MAX).waits(&Method::GET).count(), MOST - 1);
    }

    #[test]
    fn what_is_asked_for_is_waited_for_up_to_a_bound() {
        let retry = Retry::attempts(9).longest_wait(Duration::from_secs(2));
        let mut waits = retry.waits(&Method::GET);
        assert_eq!(retry.next_wait(&mut waits, Some(Duration::from_secs(2))), Some(Duration::from_secs(2)));
        assert_eq!(retry.next_wait(&mut waits, Some(Duration::from_secs(3))), None);
        assert_eq!(retry.next_wait(&mut waits, Some(Duration::ZERO)), Some(Duration::ZERO));
        for wait in std::iter::from_fn(|| retry.next_wait(&mut waits, None)) {
            assert!(wait >= Duration::from_millis(100) && wait <= Duration::from_secs(2), "{wait:?}");
        }
    }

    #[test]
    fn waits_are_not_all_the_same() {
        let first = || Retry::attempts(2).waits(&Method::GET).next();
        let one = first();
        assert!((0..50).any(|_| first() != one));
    }
}
