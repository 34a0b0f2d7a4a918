use metrics::gauge;
use tracewell_names::metric;

/// How a runtime fared when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub(crate) workers: usize,
    pub(crate) alive_tasks: usize,
    pub(crate) global_queue_depth: usize,
    pub(crate) busy_ratio: f64,
}

impl Sample {
    /// Threads that run tasks.
    #[must_use]
    pub const fn workers(&self) -> usize {
        self.workers
    }

    /// Tasks that are not at their end.
    #[must_use]
    pub const fn alive_tasks(&self) -> usize {
        self.alive_tasks
    }

    /// Tasks that wait for any worker.
    #[must_use]
    pub const fn global_queue_depth(&self) -> usize {
        self.global_queue_depth
    }

    /// Share of the workers' time since the look before, 0 to 1.
    #[must_use]
    pub const fn busy_ratio(&self) -> f64 {
        self.busy_ratio
    }

    /// Hands it to the recorder of metrics, if there is one.
    pub(crate) fn publish(&self) {
        gauge!(metric::TOKIO_WORKERS).set(self.workers as f64);
        gauge!(metric::TOKIO_ALIVE_TASKS).set(self.alive_tasks as f64);
        gauge!(metric::TOKIO_GLOBAL_QUEUE_DEPTH).set(self.global_queue_depth as f64);
        gauge!(metric::TOKIO_BUSY_RATIO).set(self.busy_ratio);
    }
}
