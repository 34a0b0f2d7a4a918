use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tracewell_context::with_current;
use tracewell_names::reason;

use super::entry::Entry;
use super::local::Local;
use super::queue::Queue;
use super::texts::Texts;
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

    /// Whether a violation is to be handed over. Where too many wait the local windows are all there is, and this is
    /// what Redis costs a request.
    pub(crate) fn has_room(&self) -> bool {
        let has_room = !self.queue.is_full();
        if !has_room {
            self.queue.lose(1);
        }
        has_room
    }

    /// Counts a violation here, and hands it over. Nothing is waited for, and no runtime is needed.
    pub(crate) fn record(&self, seen: &Observation<'_>, now: u64) {
        let Self { local, queue } = self;
        let judged = !queue.is_up();
        let mut entry = Entry::new(seen, now, judged);
        for subject in seen.subjects() {
            let limit = local.limit(subject.kind());
            let verdict = local.windows.record(local.windows.key(&subject), limit, now, judged);
            let due = judged && verdict.is_due(limit);
            if due {
                local.voice.signal(&subject, &signal(seen, &local.thresholds, verdict.count, limit.threshold));
            }
            entry.know(&subject, verdict.count, verdict.signalled || due);
        }
        if !self.hand_over(seen, &mut entry) {
            self.judge(seen, &mut entry);
            if !self.hand_over(seen, &mut entry) {
                queue.lose(1);
            }
        }
    }

    fn hand_over(&self, seen: &Observation<'_>, entry: &mut Entry) -> bool {
        with_current(|context| {
            let texts = Texts::new(seen, context);
            texts.measure(entry);
            self.queue.push(entry, &texts)
        })
    }

    /// Gives the signals of a violation that Redis was to judge and does not get.
    fn judge(&self, seen: &Observation<'_>, entry: &mut Entry) {
        if std::mem::replace(&mut entry.judged, true) {
            return;
        }
        let local = &self.local;
        for subject in seen.subjects() {
            let limit = local.limit(subject.kind());
            if let Some(count) = local.windows.claim(local.windows.key(&subject), limit, entry.at) {
                local.voice.signal(&subject, &signal(seen, &local.thresholds, count, limit.threshold));
                entry.know(&subject, count, true);
            }
        }
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
