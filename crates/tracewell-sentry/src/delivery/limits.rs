use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;

/// An hour: who wants nothing for longer is asked again all the same.
const LONGEST: u64 = 3_600;
/// How long nothing is sent after a 429 that says no time (Sentry, Rate Limiting).
const UNSAID: u64 = 60;
const SENTRY_LIMITS: &str = "x-sentry-rate-limits";

/// What an envelope counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Category {
    Error,
    Transaction,
    Other,
}

/// Until when Sentry wants nothing of a kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    all: Option<Instant>,
    errors: Option<Instant>,
    transactions: Option<Instant>,
}

impl Limits {
    pub(super) fn forbid(&self, category: Category, now: Instant) -> bool {
        let own = match category {
            Category::Error => self.errors,
            Category::Transaction => self.transactions,
            Category::Other => None,
        };
        [self.all, own].into_iter().flatten().any(|until| until > now)
    }

    /// Takes in what an answer says: `X-Sentry-Rate-Limits`, which may come with a 200, else `Retry-After` of a 429.
    pub(super) fn learn(&mut self, status: StatusCode, headers: &HeaderMap, now: Instant) {
        if let Some(limits) = headers.get(SENTRY_LIMITS).and_then(|value| value.to_str().ok()) {
            // Each is `seconds:category;category:scope:…`; no category means all.
            for limit in limits.split(',').take(16) {
                let mut parts = limit.trim().split(':');
                let Some(until) = parts.next().and_then(seconds).map(|wait| now + wait) else { continue };
                for category in parts.next().unwrap_or_default().split(';') {
                    match category {
                        "" => self.all = self.all.max(Some(until)),
                        "error" | "default" => self.errors = self.errors.max(Some(until)),
                        "transaction" => self.transactions = self.transactions.max(Some(until)),
                        _ => {}
                    }
                }
            }
        } else if status == StatusCode::TOO_MANY_REQUESTS {
            let said = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(seconds);
            self.all = self.all.max(Some(now + said.unwrap_or(Duration::from_secs(UNSAID))));
        }
    }
}

/// A date instead of a number is taken for no time at all.
fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.trim().parse().ok().filter(|seconds: &f64| *seconds >= 0.0)?;
    Some(Duration::from_secs((seconds.ceil() as u64).min(LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(status: u16, headers: &[(&'static str, &'static str)]) -> (Limits, Instant) {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        limits.learn(StatusCode::from_u16(status).unwrap(), &headers, now);
        (limits, now)
    }

    #[test]
    fn retry_after_stops_everything_for_its_time() {
        let (limits, now) = learnt(429, &[("retry-after", "7")]);
        assert!(limits.forbid(Category::Error, now + Duration::from_secs(6)));
        assert!(!limits.forbid(Category::Error, now + Duration::from_secs(7)));
        let (limits, now) = learnt(429, &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]);
        assert!(limits.forbid(Category::Transaction, now + Duration::from_secs(59)));
        let (limits, now) = learnt(503, &[("retry-after", "7")]);
        assert!(!limits.forbid(Category::Error, now));
    }

    #[test]
    fn a_limit_may_be_of_one_kind_and_come_with_a_success() {
        let header = "60:transaction;profile:organization:reason, 5:error:key, nonsense, -1::x";
        let (limits, now) = learnt(200, &[("x-sentry-rate-limits", header)]);
        assert!(limits.forbid(Category::Transaction, now + Duration::from_secs(59)));
        assert!(limits.forbid(Category::Error, now + Duration::from_secs(4)));
        assert!(!limits.forbid(Category::Error, now + Duration::from_secs(5)));
        assert!(!limits.forbid(Category::Other, now));
        let (limits, now) = learnt(429, &[("x-sentry-rate-limits", "99999999999::organization")]);
        assert!(limits.forbid(Category::Other, now + Duration::from_secs(3599)));
        assert!(!limits.forbid(Category::Other, now + Duration::from_secs(3600)));
    }
}
