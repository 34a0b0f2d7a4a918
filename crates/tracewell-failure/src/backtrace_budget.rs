use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracewell_context::with_current;

/// How many backtraces one kind of failure gets per [`WINDOW`].
const PER_WINDOW: u32 = 10;
const WINDOW: Duration = Duration::from_secs(10);
/// How many kinds of failure are told apart at a time.
const MAX_KINDS: usize = 512;

/// Whether a failure of this error type and location, in the current work and its route, may still have what is dear: a
/// backtrace, an event to a tracker of errors. Each `true` spends one of ten in ten seconds.
///
/// Resolving symbols takes milliseconds: a failure that floods must not also burn the processor.
#[must_use]
pub fn within_budget(error_type: &str, location: Option<&str>) -> bool {
    static BUDGETS: LazyLock<Budgets> = LazyLock::new(Budgets::default);
    with_current(|context| {
        let route = context.and_then(|context| context.route()).unwrap_or_default();
        BUDGETS.grant(error_type, location.unwrap_or_default(), route, Instant::now())
    })
}

#[derive(Default)]
struct Budgets {
    hasher: RandomState,
    spent: Mutex<HashMap<u64, (Instant, u32)>>,
}

impl Budgets {
    fn grant(&self, error_type: &str, location: &str, route: &str, now: Instant) -> bool {
        let kind = self.hasher.hash_one((error_type, location, route));
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.len() >= MAX_KINDS && !spent.contains_key(&kind) {
            spent.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
            if spent.len() >= MAX_KINDS {
                return false;
            }
        }
        let (since, count) = spent.entry(kind).or_insert((now, 0));
        if now.duration_since(*since) >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= PER_WINDOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_per_kind_and_window() {
        let (budgets, start) = (Budgets::default(), Instant::now());
        let granted = |route, after| budgets.grant("panic", "main.rs:1", route, start + after);
        let first: Vec<_> = (0..12).map(|_| granted("/a", Duration::ZERO)).collect();
        assert_eq!(first.iter().filter(|granted| **granted).count(), 10);
        assert!(granted("/b", Duration::ZERO), "another route has its own");
        assert!(!granted("/a", WINDOW - Duration::from_millis(1)));
        assert!(granted("/a", WINDOW));
    }

    #[test]
    fn the_kinds_are_bounded() {
        let (budgets, now) = (Budgets::default(), Instant::now());
        for route in 0..2 * MAX_KINDS {
            budgets.grant("panic", "main.rs:1", &route.to_string(), now);
        }
        assert_eq!(budgets.spent.lock().unwrap().len(), MAX_KINDS);
        assert!(budgets.grant("panic", "main.rs:1", "later", now + WINDOW));
    }
}
