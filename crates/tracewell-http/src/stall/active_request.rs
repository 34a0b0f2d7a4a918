use std::time::{Duration, Instant};

use super::registry;

/// A request under way: what may be said of it to whoever operates the service, and nothing of whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveRequest {
    route: Option<Box<str>>,
    age: Duration,
    phase: &'static str,
}

impl ActiveRequest {
    /// The template of its route, where one has matched.
    #[must_use]
    pub fn route(&self) -> Option<&str> {
        self.route.as_deref()
    }

    /// How long ago it began.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.age
    }

    /// Which part of it is running: `handler` until the head of the response is there, then `body`.
    #[must_use]
    pub fn phase(&self) -> &'static str {
        self.phase
    }
}

/// The requests under way in this process, the oldest first, at most `most` of them; streams are among them.
///
/// For an admin route or a signal: what does the service do right now? Requests are known while they are watched for
/// stalls; those of a layer that [does not](crate::TerminalLayer::stall_after) are not on the list.
///
/// ```
/// for request in tracewell_http::active_requests(100) {
///     println!("{:?} {} {}", request.age(), request.phase(), request.route().unwrap_or("-"));
/// }
/// ```
#[must_use]
pub fn active_requests(most: usize) -> Vec<ActiveRequest> {
    let mut found = Vec::new();
    registry::each(|place, slot| {
        if let Some(began) = slot.began() {
            found.push((began, place));
        }
    });
    found.sort_unstable();
    let now = Instant::now();
    let describe = |(began, place)| {
        let (route, phase) = registry::at(place)?.describe(began)?;
        Some(ActiveRequest { route, age: now.saturating_duration_since(began), phase })
    };
    found.into_iter().filter_map(describe).take(most).collect()
}
