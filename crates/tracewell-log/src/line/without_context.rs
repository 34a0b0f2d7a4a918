use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing_core::Level;

/// Libraries that say things on tasks of their own, as they should.
const LIBRARIES: [&str; 12] =
    ["axum", "h2", "hyper", "hyper_util", "lapin", "mio", "reqwest", "rustls", "sqlx", "tokio", "tonic", "tower"];

/// Counts lines of a service's own that a task has written outside any request, job or message: work that was spawned
/// without what it belongs to.
///
/// A line counts if it is INFO or above, is none of the library's own and of no well-known library, has no context, and is
/// written in a task. Whether it is in one the runtime has to say.
///
/// ```
/// use tracewell_log::{LogLayer, WithoutContext};
/// use tracewell_redact::Policy;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let lost = WithoutContext::new(|| true); // `|| tokio::task::try_id().is_some()`
/// let lines = LogLayer::new(Policy::production()).count_without_context(&lost);
/// tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), || {
///     tracing::info!("whose is this?");
///     tracewell_context::Context::open().in_scope(|| tracing::info!("mine"));
/// });
/// assert_eq!(lost.count(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct WithoutContext {
    in_task: fn() -> bool,
    count: Arc<AtomicU64>,
}

impl WithoutContext {
    /// Asks `in_task`, on the thread of the event, whether a task is running on it.
    #[must_use]
    pub fn new(in_task: fn() -> bool) -> Self {
        Self { in_task, count: Arc::default() }
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Looks at a line that has no context.
    #[cold]
    pub(crate) fn look(&self, level: Level, target: &str) {
        let library = target.split("::").next().is_some_and(|root| LIBRARIES.contains(&root));
        if level <= Level::INFO && !library && (self.in_task)() {
            self.count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_service_s_own_in_a_task_and_from_info_on() {
        let lost = WithoutContext::new(|| true);
        lost.look(Level::INFO, "shop::db");
        lost.look(Level::ERROR, "hypersonic");
        assert_eq!(lost.count(), 2);
        lost.look(Level::DEBUG, "shop");
        lost.look(Level::WARN, "hyper::proto");
        lost.look(Level::WARN, "tower");
        assert_eq!(lost.count(), 2);
        let outside = WithoutContext::new(|| false);
        outside.look(Level::INFO, "shop");
        assert_eq!(outside.count(), 0);
    }
}
