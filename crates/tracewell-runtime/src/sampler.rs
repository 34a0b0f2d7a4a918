use std::time::{Duration, Instant};

use tokio::runtime::{Handle, RuntimeMetrics};

use crate::Sample;

/// Two looks in less than this have too little between them for a share.
const LEAST: Duration = Duration::from_millis(10);

/// Looks at one runtime, again and again.
#[derive(Debug)]
pub(crate) struct Sampler {
    runtime: RuntimeMetrics,
    /// When it was looked at before, how long its workers had been busy then, and the share that was told.
    before: (Instant, Duration, f64),
}

impl Sampler {
    pub(crate) fn new(handle: &Handle) -> Self {
        let runtime = handle.metrics();
        let before = (Instant::now(), busy(&runtime), 0.0);
        Self { runtime, before }
    }

    pub(crate) fn sample(&mut self) -> Sample {
        let workers = self.runtime.num_workers();
        let (then, busy_then, _) = self.before;
        let (now, busy_now) = (Instant::now(), busy(&self.runtime));
        let passed = now.saturating_duration_since(then);
        if passed >= LEAST {
            let share =
                busy_now.saturating_sub(busy_then).as_secs_f64() / (passed.as_secs_f64() * workers.max(1) as f64);
            // What a worker did before the last look may count only now.
            self.before = (now, busy_now, share.min(1.0));
        }
        Sample {
            workers,
            alive_tasks: self.runtime.num_alive_tasks(),
            global_queue_depth: self.runtime.global_queue_depth(),
            busy_ratio: self.before.2,
        }
    }
}

#[cfg(target_has_atomic = "64")]
fn busy(runtime: &RuntimeMetrics) -> Duration {
    (0..runtime.num_workers()).map(|worker| runtime.worker_total_busy_duration(worker)).sum()
}

/// Not counted here.
#[cfg(not(target_has_atomic = "64"))]
fn busy(_runtime: &RuntimeMetrics) -> Duration {
    Duration::ZERO
}
