use std::fmt;
use std::io::Result;
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use super::chunk::Chunk;
use super::meter::Meter;
use super::notice::{Notice, NoticeFormat};
use super::peers::Peers;
use super::queue::{Phase, Push, Queue};
use super::rest::{Rest, Wakefulness};
use super::shield::shield;
use super::standard_error::last_word;
use super::stats::Stats;

/// Longer than any deadline means: it keeps clear of the clock's edge.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the last word on standard error may hold up a shutdown.
const LAST_WORD: Duration = Duration::from_millis(100);

/// What a [`Writer`](super::Writer), its guard and its thread have in common.
pub(super) struct Shared {
    sink: &'static str,
    format: Box<dyn NoticeFormat>,
    queue: Mutex<Queue>,
    wake: Condvar,
    progress: Condvar,
    meter: Meter,
    peers: Peers,
    thread: OnceLock<ThreadId>,
}

/// What the thread is to do next.
pub(super) enum Next {
    Write(Chunk),
    /// The time it asked to be woken at has come.
    Alarm,
    /// The queue is closed, and empty.
    End,
}

impl Shared {
    pub(super) fn new(sink: &'static str, queue: Queue, format: Box<dyn NoticeFormat>, meter: Meter) -> Self {
        Self {
            sink,
            format,
            queue: Mutex::new(queue),
            wake: Condvar::new(),
            progress: Condvar::new(),
            meter,
            peers: Peers::default(),
            thread: OnceLock::new(),
        }
    }

    pub(super) const fn sink(&self) -> &'static str {
        self.sink
    }

    pub(super) const fn meter(&self) -> &Meter {
        &self.meter
    }

    pub(super) const fn peers(&self) -> &Peers {
        &self.peers
    }

    /// The queue; a panic elsewhere under its lock (there is no code that could) does not make it unusable.
    pub(super) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self, level: tracing_core::Level, line: &[u8]) {
        let push = self.queue().push(level, line);
        if let Push::Taken { wake: true } | Push::Refused { wake: true } = push {
            self.wake.notify_one();
        }
        // The thread can't publish while it hangs in a write, and that is when lines get lost.
        if matches!(push, Push::Refused { .. }) && self.meter.is_due() {
            self.publish();
        }
    }

    pub(super) fn publish(&self) {
        let (by_level, dropped) = self.queue().publish();
        self.meter.publish(by_level, dropped);
    }

    pub(super) fn flush(&self, deadline: Duration) -> bool {
        let until = Instant::now() + deadline.min(A_DAY);
        let mut queue = self.queue();
        let target = queue.accepted();
        if !self.is_own_thread() {
            queue.flushers += 1;
            self.rouse(&mut queue);
            while queue.written() < target && !queue.finished && queue.phase != Phase::Closed && Instant::now() < until
            {
                queue = wait(&self.progress, queue, Some(until));
            }
            queue.flushers -= 1;
        }
        queue.written() >= target
    }

    /// Ends the thread once it has written everything, or leaves it behind when the deadline passes.
    pub(super) fn close(&self, deadline: Duration) -> Stats {
        let until = Instant::now() + deadline.min(A_DAY);
        let mut queue = self.queue();
        if queue.phase == Phase::Open {
            queue.phase = Phase::Closing;
        }
        self.rouse(&mut queue);
        while !queue.finished && queue.phase != Phase::Closed && !self.is_own_thread() && Instant::now() < until {
            queue = wait(&self.progress, queue, Some(until));
        }
        let untold = queue.give_up();
        let stats = queue.stats();
        drop(queue);
        self.wake.notify_one();
        self.progress.notify_all();
        self.publish();
        if untold > 0 {
            let notice = Notice::LinesDropped { sink: self.sink, dropped: untold };
            self.announce(&notice, LAST_WORD);
        }
        stats
    }

    fn rouse(&self, queue: &mut Queue) {
        queue.wakefulness = Wakefulness::Awake;
        self.wake.notify_one();
    }

    // --- the thread's side ---

    pub(super) fn start(&self) {
        // Nobody else sets it.
        let _ = self.thread.set(thread::current().id());
    }

    fn is_own_thread(&self) -> bool {
        self.thread.get() == Some(&thread::current().id())
    }

    /// The next chunk, or what else there is to do; waits until there is something.
    pub(super) fn next(&self, last_write: Instant, alarm: Option<Instant>) -> Next {
        let mut queue = self.queue();
        loop {
            let now = Instant::now();
            let rest = Rest::after(last_write, now);
            let hurry = !rest.gathers || queue.flushers > 0 || queue.phase != Phase::Open;
            if let Some(chunk) = queue.take(hurry) {
                queue.wakefulness = Wakefulness::Awake;
                return Next::Write(chunk);
            }
            if queue.phase != Phase::Open {
                return Next::End;
            }
            if alarm.is_some_and(|alarm| alarm <= now) {
                queue.wakefulness = Wakefulness::Awake;
                return Next::Alarm;
            }
            queue.wakefulness = rest.wakefulness();
            let until = [rest.until, alarm].into_iter().flatten().min();
            queue = wait(&self.wake, queue, until);
        }
    }

    /// Accounts for records that are written; breaks when nobody wants more.
    pub(super) fn commit(&self, records: usize, cost: usize) -> ControlFlow<()> {
        let mut queue = self.queue();
        if queue.phase == Phase::Closed {
            return Break(());
        }
        queue.commit(records, cost);
        let awaited = records > 0 && queue.flushers > 0;
        drop(queue);
        if awaited {
            self.progress.notify_all();
        }
        Continue(())
    }

    pub(super) fn recycle(&self, mut chunk: Chunk) {
        chunk.clear();
        let surplus = self.queue().recycle(chunk);
        drop(surplus);
    }

    /// Waits between two attempts, less if the writer is closed meanwhile.
    pub(super) fn pause(&self, time: Duration) -> Phase {
        let until = Instant::now() + time;
        let mut queue = self.queue();
        let before = queue.phase;
        while queue.phase == before && Instant::now() < until {
            queue = wait(&self.wake, queue, Some(until));
        }
        queue.phase
    }

    /// The thread is no more, for whatever reason.
    pub(super) fn finish(&self) {
        let mut queue = self.queue();
        queue.finished = true;
        if queue.phase == Phase::Open {
            queue.phase = Phase::Closing;
        }
        drop(queue);
        self.progress.notify_all();
    }

    // --- notices ---

    /// The notice as a record of this sink's stream.
    pub(super) fn render(&self, notice: &Notice) -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(256);
        shield(|| {
            self.format.format(notice, &mut out);
            Ok(())
        })?;
        Ok(out)
    }

    /// Tells the peers that still work; without any, standard error.
    pub(super) fn announce(&self, notice: &Notice, patience: Duration) {
        if !self.peers.tell(notice)
            && let Ok(line) = self.render(notice)
        {
            last_word(line, patience);
        }
    }

    /// Takes another sink's notice, if this one works; says whether it does.
    pub(super) fn pass_on(&self, notice: &Notice) -> bool {
        let queue = self.queue();
        let works = queue.phase == Phase::Open && !queue.degraded;
        drop(queue);
        if !works {
            return false;
        }
        self.render(notice).is_ok_and(|line| {
            self.write(notice.level(), &line);
            true
        })
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("sink", &self.sink).field("stats", &self.queue().stats()).finish_non_exhaustive()
    }
}

/// Waits to be notified, at most `until`.
fn wait<'a>(condvar: &Condvar, queue: MutexGuard<'a, Queue>, until: Option<Instant>) -> MutexGuard<'a, Queue> {
    match until {
        None => condvar.wait(queue).unwrap_or_else(PoisonError::into_inner),
        Some(until) => {
            let time = until.saturating_duration_since(Instant::now());
            let waited = condvar.wait_timeout(queue, time);
            waited.map_or_else(|poisoned| poisoned.into_inner().0, |(queue, _)| queue)
        }
    }
}
