use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{Sender, channel};
use tracewell_context::current;
use tracewell_names::reason;

use super::item::{Counted, Item, Message};
use super::local::Local;
use super::url::RedisUrl;
use super::worker::{Worker, tell_degraded};
use crate::abuse::Observation;

/// Violations that may wait for Redis.
const QUEUE: usize = 8192;

/// The way to Redis, from the side of those who record.
#[derive(Debug)]
pub(crate) struct Remote {
    local: Local,
    queue: Sender<Message>,
    state: Arc<State>,
}

/// What both sides know.
#[derive(Debug)]
pub(super) struct State {
    /// Redis judges; else the local windows do.
    pub(super) up: AtomicBool,
    /// Violations that Redis will not hear of.
    pub(super) lost: AtomicU64,
}

impl Remote {
    /// Starts the thread that talks with Redis. Where there can be none, the local windows judge.
    pub(crate) fn start(url: RedisUrl, local: Local) -> Self {
        let state = Arc::new(State { up: AtomicBool::new(true), lost: AtomicU64::new(0) });
        let (queue, receiver) = channel(QUEUE);
        let worker = Worker::new(url, local.clone(), state.clone());
        let started = thread::Builder::new().name("tracewell-abuse".to_owned()).spawn(move || worker.work(receiver));
        if started.is_err() {
            state.up.store(false, Ordering::Release);
            tell_degraded(reason::UNREACHABLE);
        }
        Self { local, queue, state }
    }

    /// Counts a violation here, and hands it on. Nothing is waited for, and no runtime is needed.
    pub(crate) fn record(&self, seen: &Observation<'_>, now: u64) {
        let up = self.state.up.load(Ordering::Acquire);
        let local = &self.local;
        let mut item = Item {
            at: now,
            violation: seen.violation().code(),
            context: current(),
            subjects: [None, None, None],
            judged: true,
            number: None,
        };
        for (place, subject) in item.subjects.iter_mut().zip(seen.subjects()) {
            let (key, limit) = (local.windows.key(&subject), local.limit(subject.kind()));
            let verdict = local.windows.record(key, limit, now, false);
            *place = Some(Counted::new(&subject, key, verdict.count, verdict.signalled));
        }
        item.judged = !up;
        if !up {
            local.judge(&mut item);
        }
        if let Err(refused) = self.queue.try_send(Message::Violation(item)) {
            self.state.lost.fetch_add(1, Ordering::Relaxed);
            if let Message::Violation(mut item) = refused.into_inner()
                && !item.judged
            {
                local.judge(&mut item);
            }
        }
    }

    /// Waits until what was recorded is sent, or judged here.
    pub(crate) fn flush(&self, deadline: Duration) -> bool {
        if !self.state.up.load(Ordering::Acquire) {
            // Everything is judged where it is recorded.
            return true;
        }
        let (done, sent) = mpsc::channel();
        self.queue.try_send(Message::Flush(done)).is_ok() && sent.recv_timeout(deadline).is_ok()
    }

    /// Violations that Redis was never told, since the start.
    pub(crate) fn lost(&self) -> u64 {
        self.state.lost.load(Ordering::Relaxed)
    }
}
