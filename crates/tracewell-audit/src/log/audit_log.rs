use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};

use super::Receipt;
use super::pending::{Pending, pending};
use super::queue::{Class, Queue, Waiting};
use crate::denials::{Admission, Denial, lost};
use crate::line::Draft;
use crate::{Error, ErrorKind, Event, Head, LogReader};

/// An audit log that is open for writing. Clones are handles to the same log.
///
/// To append is to be told afterwards that the event is on disk. Whoever keeps objects uses a
/// [`Journal`](crate::Journal), which puts that in its place between check and change.
#[derive(Clone)]
pub struct AuditLog(Arc<Shared>);

struct Shared {
    path: PathBuf,
    queue: Arc<Queue>,
    max_event_bytes: usize,
    max_pending_bytes: usize,
    not_handed_on: Arc<AtomicU64>,
    writer: ThreadId,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl AuditLog {
    pub(super) fn new(
        path: PathBuf,
        queue: Arc<Queue>,
        (max_event_bytes, max_pending_bytes): (usize, usize),
        not_handed_on: Arc<AtomicU64>,
        thread: JoinHandle<()>,
    ) -> Self {
        let (writer, thread) = (thread.thread().id(), Mutex::new(Some(thread)));
        Self(Arc::new(Shared { path, queue, max_event_bytes, max_pending_bytes, not_handed_on, writer, thread }))
    }

    /// Hands an event to the log. The answer comes once it is on disk, or can't be written.
    ///
    /// ```no_run
    /// use tracewell_audit::{AuditLog, Event, Options, wait};
    ///
    /// let (log, _) = AuditLog::open("data/audit.jsonl", Options::new(), |_| Ok(()))?;
    /// let receipt = wait(log.append(Event::new("Report read", "report-12")?))?;
    /// println!("line {} of the chain", receipt.seq());
    /// log.close();
    /// # Ok::<(), tracewell_audit::Error>(())
    /// ```
    pub fn append(&self, event: Event) -> Pending<Result<Receipt, Error>> {
        self.append_then(event, |_| {})
    }

    /// The same, and calls `then` first: on the thread of the log, in the order of the lines, whether or not anybody still
    /// waits for the answer. It must be quick.
    pub fn append_then(
        &self,
        event: Event,
        then: impl FnOnce(&Result<Receipt, Error>) + Send + 'static,
    ) -> Pending<Result<Receipt, Error>> {
        self.push(event, Class::Change, then)
    }

    /// Hands an event to the log that changes nothing: it is written without waiting for the disk, and given up before a
    /// change is.
    pub fn note(&self, event: Event) -> Pending<Result<Receipt, Error>> {
        self.push(event, Class::BestEffort, |_| {})
    }

    /// Notes that somebody was denied something, within the limits that denials have. What is lost is counted in
    /// `audit_denials_dropped_total`.
    pub fn deny(&self, denial: &Denial) {
        let admission = self.0.queue.lock().limiter.admit(denial);
        match admission {
            Admission::Write(event) => {
                let written = self.push(event, Class::BestEffort, |written| {
                    if written.is_err() {
                        lost(1);
                    }
                });
                drop(written);
            }
            // The thread has to know when the minute of the suppressed ones ends.
            Admission::Suppressed => self.0.queue.wake.notify_one(),
            Admission::Dropped => lost(1),
        }
    }

    fn push(
        &self,
        event: Event,
        class: Class,
        then: impl FnOnce(&Result<Receipt, Error>) + Send + 'static,
    ) -> Pending<Result<Receipt, Error>> {
        let (answer, answered) = pending(|| Err(Error::new(ErrorKind::Closed)));
        let done = Box::new(move |result: Result<Receipt, Error>| {
            // It is written, or is not, whatever comes of telling so.
            let _ = catch_unwind(AssertUnwindSafe(|| then(&result)));
            answer.give(result);
        });
        match self.enqueue(event, class, done) {
            Ok(()) => answered,
            Err((error, done)) => {
                done(Err(error));
                answered
            }
        }
    }

    #[expect(clippy::type_complexity, reason = "the reaction comes back, to be told")]
    fn enqueue(
        &self,
        event: Event,
        class: Class,
        done: Box<dyn FnOnce(Result<Receipt, Error>) + Send>,
    ) -> Result<(), (Error, Box<dyn FnOnce(Result<Receipt, Error>) + Send>)> {
        let draft = match Draft::new(event) {
            Ok(draft) if draft.len() <= self.0.max_event_bytes => draft,
            Ok(_) => return Err((Error::new(ErrorKind::TooLarge), done)),
            Err(error) => return Err((error, done)),
        };
        let state = self.0.queue.lock();
        if state.closing {
            drop(state);
            return Err((Error::new(ErrorKind::Closed), done));
        }
        // The last half is for changes alone.
        let room = match class {
            Class::Change => self.0.max_pending_bytes,
            Class::BestEffort => self.0.max_pending_bytes / 2,
        };
        if state.bytes + draft.len() > room {
            drop(state);
            return Err((Error::new(ErrorKind::Busy), done));
        }
        self.0.queue.push(state, Waiting { draft, class, done });
        Ok(())
    }

    /// The last line that is written.
    #[must_use]
    pub fn head(&self) -> Head {
        self.0.queue.lock().head
    }

    /// Reads the log as far as it is written now, while it goes on being written.
    #[must_use]
    pub fn reader(&self) -> LogReader<'static> {
        LogReader::new(&self.0.path).up_to(&self.head())
    }

    /// Where the log is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Lines that a sink had no room for, or could not take.
    #[must_use]
    pub fn not_handed_on(&self) -> u64 {
        self.0.not_handed_on.load(Ordering::Relaxed)
    }

    /// Writes what waits, tells the last checkpoint, and lets go of the file. Events that come later are refused.
    ///
    /// This waits for the disk.
    pub fn close(&self) {
        self.0.begin_to_close();
        // A reaction that closes the log is part of what would be waited for: whoever else closes it waits.
        if thread::current().id() != self.0.writer {
            let mut thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(thread) = thread.take() {
                let _ = thread.join();
            }
        }
    }
}

impl Shared {
    fn begin_to_close(&self) {
        self.queue.lock().closing = true;
        self.queue.wake.notify_one();
    }
}

/// The thread writes what waits and ends; nobody waits for it here.
impl Drop for Shared {
    fn drop(&mut self) {
        self.begin_to_close();
    }
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditLog").field("head", &self.head()).finish_non_exhaustive()
    }
}
