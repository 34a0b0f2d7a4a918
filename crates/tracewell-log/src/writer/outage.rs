use std::time::{Duration, Instant};

use super::backoff::Backoff;

/// How long a sink must have worked before it counts as restored: one that fails every other time announces one outage.
const SETTLED: Duration = Duration::from_secs(1);

/// A time in which a sink does not work.
#[derive(Debug)]
pub(super) struct Outage {
    last_failure: Instant,
    backoff: Backoff,
}

impl Outage {
    pub(super) fn new() -> Self {
        Self { last_failure: Instant::now(), backoff: Backoff::new(Duration::from_millis(50), Duration::from_secs(1)) }
    }

    /// Notes a failed attempt; says how long to wait before the next.
    pub(super) fn failed(&mut self) -> Duration {
        self.last_failure = Instant::now();
        self.backoff.wait()
    }

    /// When it is over, if nothing fails until then.
    pub(super) fn ends(&self) -> Instant {
        self.last_failure + SETTLED
    }
}
