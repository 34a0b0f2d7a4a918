use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tracewell_names::reason;

use super::item::{Counted, Item};
use super::local::Local;
use super::origin::Origin;
use super::queue::Queue;
use super::url::RedisUrl;
use super::worker::{Worker, tell_degraded};
use crate::abuse::Observation;
use crate::abuse::tracker::signal;

/// The way to Redis, from the side of those who record.
#[derive(Debug)]
pub(crate) struct Remote {
    local: Local,
    queue: Arc<Queue>,
}

impl Remote {
    /// Starts the thread that talks with Redis. Where there can be none, the local windows judge.
    pub(crate) fn start(url: RedisUrl, local: Local) -> Self {
        let queue = Arc::new(Queue::new());
        let end = End(queue.clone());
        let worker = Worker::new(url, local.clone(), queue.clone());
        // Where no thread can be had, the end comes at once.
        let _ = thread::Builder::new().name("tracewell-abuse".to_owned()).spawn(move || {
            let _end = end;
            worker.work();
        });
        Self { local, queue }
    }

    /// Counts a violation here, and hands it on. Nothing is waited for, and no runtime is needed.
    pub(crate) fn record(&self, seen: &Observation<'_>, now: u64) {
        let Self { local, queue } = self;
        let up = queue.is_up();
        let mut item = Item {
            at: now,
            violation: seen.violation().code(),
            origin: Origin::current(),
            subjects: [None, None, None],
            judged: !up,
            number: None,
        };
        for (place, subject) in item.subjects.iter_mut().zip(seen.subjects()) {
            let (key, limit) = (local.windows.key(&subject), local.limit(subject.kind()));
            let verdict = local.windows.record(key, limit, now, !up);
            let due = !up && verdict.is_due(limit);
            if due {
                local.voice.signal(&subject, &signal(seen, &local.thresholds, verdict.count, limit.threshold));
            }
            *place = Some(Counted::new(&subject, key, verdict.count, verdict.signalled || due));
        }
        queue.push(item, |item| local.judge(item));
    }

    /// Waits until what was recorded is sent, or judged here.
    pub(crate) fn flush(&self, deadline: Duration) -> bool {
        let (done, sent) = mpsc::channel();
        // While Redis is away everything is judged where it is recorded.
        !self.queue.flush(done) || sent.recv_timeout(deadline).is_ok()
    }

    /// Violations that Redis was never told, since the start.
    pub(crate) fn lost(&self) -> u64 {
        self.queue.lost()
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Goes with the thread, however that ends: from then on the local windows judge.
struct End(Arc<Queue>);

impl Drop for End {
    fn drop(&mut self) {
        if self.0.is_up() && !self.0.is_closed() {
            self.0.set_up(false);
            tell_degraded(reason::UNREACHABLE);
        }
    }
}
