use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;

use jiff::Timestamp;
use tracewell_names::{event, target};

use super::commit::Tail;
use super::committer::{Clock, Committer};
use super::extras::Extras;
use super::queue::Queue;
use super::store::Store;
use super::{AuditLog, Lock, OnBreak, Options, wait};
use crate::denials::Limiter;
use crate::disk::{located, remove_leftovers, sync_folder};
use crate::integrity::Reason;
use crate::read::{Ending, Segments, name_of};
use crate::sinks::Tee;
use crate::{Entry, Error, Event, Fault, LogReader, Moment, Summary};

impl AuditLog {
    /// Opens the log at `path`, or begins one: waits for its lock, reads and judges all of it, showing each line to `restore`,
    /// cuts off a torn last line, and starts the thread that writes.
    ///
    /// # Errors
    ///
    /// [`Locked`](crate::ErrorKind::Locked) if another process does not let go of it in time;
    /// [`Broken`](crate::ErrorKind::Broken) if a line does not belong; otherwise what the system says.
    pub fn open(
        path: impl AsRef<Path>,
        options: Options,
        mut restore: impl FnMut(&Entry<'_>) -> Result<(), Error>,
    ) -> Result<(Self, Summary), Error> {
        let path = path.as_ref();
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let path = &located(path)?;
        let lock = Lock::take(path, options.lock_wait)?;
        remove_leftovers(path)?;
        let mut last_time = Timestamp::UNIX_EPOCH;
        let read = read(path, options.on_break, &mut |entry| {
            if let Some(time) = Moment::of_line(entry.time()) {
                last_time = last_time.max(time.timestamp());
            }
            restore(entry)
        });
        let (ending, broken) = read.inspect_err(|error| error.fault().into_iter().for_each(tell_break))?;
        let file = name_of(path);
        if let Some(torn) = ending.summary.torn() {
            let line = torn.line();
            tracing::warn!(target: target::AUDIT, file, line, "{}", event::AUDIT_TAIL_CUT);
        }
        let Ending { summary, head, tip, whole, unended } = ending;
        let store = Store::open(path, &lock, (whole, unended), options.segment_bytes)?;
        let not_handed_on = Arc::new(AtomicU64::new(0));
        let tees = options.tees.into_iter().map(|sink| Tee::new(sink, Arc::clone(&not_handed_on)));
        let tees = tees.collect::<Result<_, _>>()?;
        let queue = Arc::new(Queue::new(head, Limiter::new(options.denials)));
        let committer = Committer {
            queue: Arc::clone(&queue),
            store,
            tail: Tail { head, tip, time: last_time },
            extras: Extras::new(options.reserve_bytes),
            sync: options.sync,
            checkpoint_every: options.checkpoint_every,
            tees,
            file,
            lock,
            clock: Clock::new(head, options.checkpoint_every),
        };
        let thread = thread::Builder::new().name("audit".to_owned()).spawn(move || committer.run())?;
        let limits = (options.max_event_bytes, options.max_pending_bytes);
        let log = Self::new(path.to_owned(), queue, limits, not_handed_on, thread);
        if let Some(fault) = broken {
            wait(log.append(Event::new(
                "Chain broken",
                &serde_json::json!({"file": fault.file(), "line": fault.line()}),
            )?))?;
        }
        Ok((log, summary))
    }
}

/// Reads what there is; with the policy for it, goes on behind a break.
fn read(
    path: &Path,
    on_break: OnBreak,
    visit: &mut dyn FnMut(&Entry<'_>) -> Result<(), Error>,
) -> Result<(Ending, Option<Fault>), Error> {
    let mut first = None;
    loop {
        let segments = Segments::of(path)?;
        // What was seen before a break is seen again: who folds it comes to the same state.
        let error = match LogReader::new(path).read_on(&segments, &mut *visit) {
            Ok(ending) => return Ok((ending, first)),
            Err(error) => error,
        };
        let Some(fault) = error.fault().filter(|_| on_break == OnBreak::NewSegment) else { return Err(error) };
        let continued = !matches!(fault.reason(), Reason::ErasedUnsaid | Reason::OlderAltered);
        let at = segments.sealed.iter().find(|segment| name_of(&segment.path) == fault.file());
        let (from, to) = match at {
            Some(segment) if segment.broken => return Err(error),
            Some(segment) => (segment.path.clone(), segment.as_broken()),
            None => (path.to_owned(), segments.next_sealed(true).path),
        };
        if !continued {
            return Err(error);
        }
        fs::rename(from, to)?;
        sync_folder(path)?;
        tell_break(fault);
        first.get_or_insert_with(|| fault.clone());
    }
}

fn tell_break(fault: &Fault) {
    let (file, line) = (fault.file(), fault.line());
    tracing::error!(target: target::AUDIT, file, line, "{}", event::AUDIT_CHAIN_BROKEN);
}
