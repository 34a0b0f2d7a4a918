use std::time::{Duration, Instant};

use crate::throttle::Throttle;

/// The latest event that somebody lost, and how often that is told.
#[derive(Debug, Default)]
pub(super) struct Backpressure {
    throttle: Throttle,
    latest: String,
    delivered: usize,
    dropped: usize,
}

/// What is left to tell.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) routing_key: String,
    pub(super) delivered: usize,
    pub(super) dropped: usize,
    pub(super) suppressed: u64,
}

impl Backpressure {
    /// Notes a loss. How many lines were left out, if there may be one now.
    pub(super) fn admit(
        &mut self,
        routing_key: &str,
        delivered: usize,
        dropped: usize,
        pause: Duration,
    ) -> Option<u64> {
        self.latest.clear();
        self.latest.push_str(routing_key);
        (self.delivered, self.dropped) = (delivered, dropped);
        self.throttle.admit(Instant::now(), pause)
    }

    /// The latest loss, if no line was written about it for so long.
    pub(super) fn rest(&mut self, pause: Option<Duration>) -> Option<Rest> {
        let suppressed = self.throttle.rest(Instant::now(), pause)?;
        let Self { latest, delivered, dropped, .. } = self;
        Some(Rest { routing_key: latest.clone(), delivered: *delivered, dropped: *dropped, suppressed })
    }
}
