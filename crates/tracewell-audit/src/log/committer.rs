use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracewell_names::{event, target};

use super::commit::{Committed, Tail, commit};
use super::extras::Extras;
use super::moved::Moved;
use super::queue::{Class, Queue, Waiting};
use super::say::say;
use super::store::Store;
use super::{Lock, Receipt, SyncPolicy};
use crate::Head;
use crate::denials::lost;
use crate::line::Draft;
use crate::sinks::Tee;

/// Events that are written at once.
const MAX_BATCH: usize = 4096;
/// How long a tee's sink gets at the end.
const TEE_PATIENCE: Duration = Duration::from_secs(1);

/// The thread that writes: everything that has come in by the time the disk is free goes in one write and one sync.
pub(super) struct Committer {
    pub(super) queue: Arc<Queue>,
    pub(super) store: Store,
    pub(super) tail: Tail,
    pub(super) extras: Extras,
    pub(super) sync: SyncPolicy,
    pub(super) checkpoint_every: Duration,
    pub(super) tees: Vec<Tee>,
    pub(super) file: String,
    pub(super) lock: Lock,
    pub(super) clock: Clock,
}

/// Whatever ends the thread: who waits is told so, and who comes later refused.
struct Ending(Arc<Queue>);

impl Drop for Ending {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.closing = true;
        let left = std::mem::take(&mut state.waiting);
        drop(state);
        drop(left);
    }
}

/// What is due when.
pub(super) struct Clock {
    told: Head,
    checkpoint: Instant,
    unsynced: Option<Instant>,
    failing: bool,
}

impl Clock {
    pub(super) fn new(head: Head, checkpoint_every: Duration) -> Self {
        Self { told: head, checkpoint: Instant::now() + checkpoint_every, unsynced: None, failing: false }
    }
}

impl Committer {
    pub(super) fn run(mut self) {
        let _ending = Ending(Arc::clone(&self.queue));
        while let Some(batch) = self.next() {
            if !batch.is_empty() {
                self.write(batch);
            }
            self.due();
        }
        self.end();
    }

    /// What is to be written next; empty if something else is due, `None` at the end.
    fn next(&self) -> Option<Vec<Waiting>> {
        let mut state = self.queue.lock();
        loop {
            let now = Instant::now();
            let closing = state.closing;
            for event in state.limiter.due(now, closing) {
                // Without randomness it can't be written, and is told as lost.
                match Draft::new(event) {
                    Ok(draft) => {
                        state.waiting.push(Waiting { draft, class: Class::BestEffort, done: Box::new(|_| {}) });
                    }
                    Err(_) => lost(1),
                }
            }
            if !state.waiting.is_empty() {
                return Some(state.take(MAX_BATCH));
            }
            if closing {
                state.closed = true;
                return None;
            }
            let moved = self.tail.head != self.clock.told;
            let due = [self.clock.unsynced, moved.then_some(self.clock.checkpoint), state.limiter.next_due()];
            match due.into_iter().flatten().min() {
                Some(due) if due <= now => return Some(Vec::new()),
                Some(due) => {
                    state.idle = true;
                    let waited = self.queue.wake.wait_timeout(state, due - now);
                    state = waited.map(|(state, _)| state).unwrap_or_else(|poisoned| poisoned.into_inner().0);
                }
                None => {
                    state.idle = true;
                    let waited = self.queue.wake.wait(state);
                    state = waited.unwrap_or_else(std::sync::PoisonError::into_inner);
                }
            }
        }
    }

    fn write(&mut self, batch: Vec<Waiting>) {
        let (batch, held_back) = self.extras.hold_back(&self.store, batch, &self.file);
        let Committed { written, heads, mut lost, lines } = match batch.is_empty() {
            true => Committed::default(),
            false => commit(&mut self.store, &mut self.tail, batch, self.sync == SyncPolicy::Every),
        };
        let wrote = !written.is_empty();
        if let SyncPolicy::Interval(interval) = self.sync
            && wrote
        {
            self.clock.unsynced.get_or_insert(Instant::now() + interval);
        }
        self.queue.lock().head = self.tail.head;
        self.tell(lost.first().map(|(_, error)| error), wrote);
        for tee in self.tees.iter().filter(|_| wrote) {
            tee.send(&lines);
        }
        lost.extend(held_back);
        let written = written.into_iter().zip(heads).map(|(waiting, head)| (waiting, Ok(Receipt(head))));
        for (waiting, outcome) in written.chain(lost.into_iter().map(|(waiting, error)| (waiting, Err(error)))) {
            // What somebody does about their own line must not end the log of all.
            let _ = catch_unwind(AssertUnwindSafe(move || (waiting.done)(outcome)));
        }
    }

    fn due(&mut self) {
        let now = Instant::now();
        if self.clock.unsynced.is_some_and(|due| due <= now) {
            self.clock.unsynced = None;
            if let Err(error) = self.store.sync() {
                self.tell(Some(&error.into()), false);
            }
        }
        if self.clock.checkpoint <= now {
            self.clock.checkpoint = now + self.checkpoint_every;
            self.checkpoint();
        }
    }

    fn end(mut self) {
        if let Err(error) = self.store.sync() {
            self.tell(Some(&error.into()), false);
        }
        self.checkpoint();
        for tee in self.tees.drain(..) {
            tee.close(TEE_PATIENCE);
        }
        drop(self.lock);
    }

    /// Tells the head of the chain, for who keeps logs as a witness.
    fn checkpoint(&mut self) {
        let head = self.tail.head;
        if head != self.clock.told {
            self.clock.told = head;
            let (file, seq, hash) = (self.file.as_str(), head.seq(), head.hash().as_str());
            say(|| tracing::info!(target: target::AUDIT, file, seq, hash, "{}", event::AUDIT_CHECKPOINT));
        }
    }

    /// Says that writing fails, and that it works again: once each.
    fn tell(&mut self, error: Option<&crate::Error>, wrote: bool) {
        let file = self.file.as_str();
        match error {
            Some(error) if !self.clock.failing => {
                self.clock.failing = true;
                let error_type = error_type(error);
                say(|| tracing::error!(target: target::AUDIT, file, error_type, "{}", event::AUDIT_WRITE_FAILED));
            }
            None if self.clock.failing && wrote => {
                self.clock.failing = false;
                say(|| tracing::info!(target: target::AUDIT, file, "{}", event::AUDIT_WRITE_RESTORED));
            }
            _ => {}
        }
    }
}

/// What kind of failure the system told.
fn error_type(error: &crate::Error) -> &'static str {
    use std::io::ErrorKind;
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
    if source.and_then(std::io::Error::get_ref).is_some_and(|inner| inner.is::<Moved>()) {
        return "file_moved";
    }
    match source.map(std::io::Error::kind) {
        Some(ErrorKind::StorageFull) => "storage_full",
        Some(ErrorKind::QuotaExceeded) => "quota_exceeded",
        Some(ErrorKind::FileTooLarge) => "file_too_large",
        Some(ErrorKind::PermissionDenied) => "permission_denied",
        Some(ErrorKind::ReadOnlyFilesystem) => "read_only_filesystem",
        _ => "io_error",
    }
}
